import type { GuardName } from "../../options/index.js";
import type { GuardNote } from "../contract/index.js";
import { compareAlignment } from "./alignment/compare-alignment.js";
import { type MayExchange, NOTHING_LEARNED } from "./alignment/match-words.js";
import { compareCode } from "./code.js";
import { compareDates } from "./dates.js";
import { compareLanguage } from "./language.js";
import { compareNames } from "./names.js";
import { compareNegation } from "./negation.js";
import { compareNumbers } from "./numbers.js";
import { compareQuoted } from "./quoted.js";
import type { Comparison, Contradiction } from "./reading/comparison.js";
import type { TextFacts } from "./text-facts.js";

type Compare = (query: TextFacts, entry: TextFacts, mayExchange: MayExchange) => Comparison;

const COMPARE: Readonly<Record<GuardName, Compare>> = {
  language: (query, entry) => compareLanguage(query.language, entry.language),
  numbers: (query, entry) => compareNumbers(query.numbers, entry.numbers),
  dates: (query, entry) => compareDates(query.dates, entry.dates),
  negation: (query, entry) => compareNegation(query.negation, entry.negation),
  names: compareNames,
  quoted: compareQuoted,
  code: compareCode,
  alignment: (query, entry, mayExchange) => compareAlignment(query.aligned, entry.aligned, mayExchange),
};

/** Every guard, in the order in which {@link runGuards} asks them. */
export const GUARD_NAMES = Object.keys(COMPARE) as readonly GuardName[];

export interface GuardResult {
  readonly guard: GuardName;
  readonly verdict: GuardNote["verdict"];
  readonly detail?: string;
  /** Only with `detail`. **These are words of the prompts.** */
  readonly tokens?: Omit<Contradiction, "detail">;
}

/**
 * What the enabled guards say of serving the answer to `entry` for `query`, in the order of `enabled`. A match is refused
 * if one of them rejects. All are asked, so that an explanation can show all results. Never throws.
 *
 * @param mayExchange - What was learned about words. Default: nothing.
 */
export function runGuards(
  query: TextFacts,
  entry: TextFacts,
  enabled: readonly GuardName[] = GUARD_NAMES,
  mayExchange: MayExchange = NOTHING_LEARNED,
): GuardResult[] {
  return enabled.map((guard): GuardResult => {
    const found = COMPARE[guard](query, entry, mayExchange);
    if (typeof found === "string") return { guard, verdict: found };
    const { detail, query: ours, entry: theirs } = found;
    const verdict = "verdict" in found ? found.verdict : "reject";
    return { guard, verdict, detail, tokens: { query: ours, entry: theirs } };
  });
}
