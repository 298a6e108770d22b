import { OctavecError } from "../../errors/index.js";
import type { GuardName } from "../../options/index.js";
import { type ShareInterval, wilsonInterval } from "../contract/index.js";
import { GUARD_NAMES, runGuards } from "./run-guards.js";
import { extractFacts } from "./text-facts.js";

/** Two questions, with their capitals, and whether one answer fits both. */
export interface LabelledTexts {
  readonly a: string;
  readonly b: string;
  readonly same: boolean;
}

/** What a guard does to labelled pairs. Intervals: 95 % (Wilson). */
export interface GuardFigures {
  /** Pairs in which both texts speak of what the guard looks at. */
  readonly applicable: number;
  /** Pairs with one answer that the guard rejects, and their share of all pairs with one answer: right hits that it costs. */
  readonly rightRejected: number;
  readonly rightRejectedShare: ShareInterval;
  /** Pairs with two answers that the guard rejects, and their share of all pairs with two: wrong hits that it prevents. */
  readonly wrongRejected: number;
  readonly wrongRejectedShare: ShareInterval;
}

export interface GuardReport {
  /** Pairs with one answer, and with two. */
  readonly right: number;
  readonly wrong: number;
  /** Each guard by itself, as if there were no other. */
  readonly guards: readonly (GuardFigures & { readonly guard: GuardName })[];
  /** All guards: a pair is rejected if one of them rejects it. */
  readonly together: GuardFigures;
}

/**
 * What each guard costs and gains on labelled pairs. Give pairs of questions that are near enough to be served, because only
 * such pairs reach the guards. Of any two questions, a guard mostly catches what the threshold refuses anyway.
 *
 * @throws OctavecError `INVALID_ARGUMENT`.
 */
export function measureGuards(
  pairs: readonly LabelledTexts[],
  { guards = GUARD_NAMES }: { readonly guards?: readonly GuardName[] | undefined } = {},
): GuardReport {
  check(pairs, guards);
  const tallies = new Map(guards.map((guard) => [guard, newTally()]));
  const together = newTally();
  for (const { a, b, same } of pairs) {
    const results = runGuards(extractFacts(a), extractFacts(b), guards);
    for (const { guard, verdict } of results) note(tallies.get(guard), [verdict], same);
    note(
      together,
      results.map(({ verdict }) => verdict),
      same,
    );
  }
  const right = pairs.filter(({ same }) => same).length;
  const wrong = pairs.length - right;
  return {
    right,
    wrong,
    guards: [...tallies].map(([guard, tally]) => ({ guard, ...figuresOf(tally, right, wrong) })),
    together: figuresOf(together, right, wrong),
  };
}

interface Tally {
  applicable: number;
  rightRejected: number;
  wrongRejected: number;
}

function newTally(): Tally {
  return { applicable: 0, rightRejected: 0, wrongRejected: 0 };
}

function note(tally: Tally | undefined, verdicts: readonly string[], same: boolean): void {
  if (tally === undefined) return;
  if (verdicts.some((verdict) => verdict !== "not-applicable")) tally.applicable++;
  if (!verdicts.includes("reject")) return;
  if (same) tally.rightRejected++;
  else tally.wrongRejected++;
}

function figuresOf(tally: Tally, right: number, wrong: number): GuardFigures {
  return {
    ...tally,
    rightRejectedShare: wilsonInterval(tally.rightRejected, right),
    wrongRejectedShare: wilsonInterval(tally.wrongRejected, wrong),
  };
}

function check(pairs: readonly LabelledTexts[], guards: readonly GuardName[]): void {
  if (!Array.isArray(pairs) || pairs.length === 0) throw invalid("pairs: expected labelled pairs of texts.");
  const bad = pairs.findIndex(
    (pair) => typeof pair?.a !== "string" || typeof pair.b !== "string" || typeof pair.same !== "boolean",
  );
  if (bad >= 0) throw invalid(`pairs[${bad}]: expected { a: text, b: text, same: true or false }.`);
  const unknown = guards.find((guard) => !GUARD_NAMES.includes(guard));
  if (unknown !== undefined || guards.length === 0)
    throw invalid(`guards: expected some of ${GUARD_NAMES.join(", ")}.`);
}

function invalid(problem: string): OctavecError {
  return new OctavecError("INVALID_ARGUMENT", `measureGuards: ${problem}`);
}
