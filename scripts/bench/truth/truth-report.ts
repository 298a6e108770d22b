import { GUARD_NAMES } from "../../../src/cache/guards/index.js";
import type { GuardName } from "../../../src/options/index.js";
import { printTable } from "../table.js";
import {
  bestScore,
  groupBy,
  isForJudge,
  type JudgedPair,
  NEAR,
  scoreAt,
  sharesOf,
  withRightJudge,
} from "./truth-figures.js";

/** What decides whether a pair is served, besides the threshold. */
export interface Contender {
  readonly name: string;
  readonly guards: readonly GuardName[];
  /** Then a judge that knows the labels decides on what alignment leaves open. Default: none. */
  readonly hasRightJudge?: boolean;
}

export const CONTENDERS: readonly Contender[] = [
  { name: "cosine alone", guards: [] },
  ...GUARD_NAMES.map((guard) => ({ name: `with ${guard}`, guards: [guard] })),
  { name: "all but alignment", guards: GUARD_NAMES.filter((guard) => guard !== "alignment") },
  { name: "all guards", guards: GUARD_NAMES },
  { name: "all guards, then a judge that is always right", guards: GUARD_NAMES, hasRightJudge: true },
];

/** Prints the tables of one language and gives its figures. */
export function reportLanguage(language: string, pairs: readonly JudgedPair[]): Record<string, unknown> {
  const judged = withRightJudge(pairs);
  const contenders = CONTENDERS.map(({ name, guards, hasRightJudge }) => {
    const list = hasRightJudge ? judged : pairs;
    return {
      name,
      best: bestScore(list, guards),
      near: scoreAt(list, guards, NEAR),
      shares: sharesOf(list, guards),
    };
  });
  console.log(`\n${language}: ${pairs.length} pairs`);
  printTable(
    [
      "",
      "best threshold",
      "precision",
      "recall",
      "F1",
      `F1 at ${NEAR}`,
      "wrong stopped",
      "paraphrases rejected",
    ],
    contenders.map(({ name, best, near, shares }) => [
      name,
      best.threshold.toFixed(2),
      ...[best.precision, best.recall, best.f1, near.f1, shares.wrongStopped, shares.paraphrasesRejected].map(
        share,
      ),
    ]),
  );
  const askedOfJudge = reportJudge(pairs, bestScore(judged, GUARD_NAMES).threshold);
  const families = [...groupBy(pairs, ({ family }) => family)].map(([family, list]) => ({
    family,
    cosine: bestScore(list, []),
    guarded: bestScore(list, GUARD_NAMES),
    ...sharesOf(list, GUARD_NAMES),
  }));
  console.log();
  printTable(
    [
      "family",
      "F1, cosine alone",
      "F1, all guards",
      "precision",
      "recall",
      "wrong stopped",
      "of",
      "crossed stopped",
      "paraphrases rejected",
      "of",
    ],
    families.map((each) => [
      each.family,
      share(each.cosine.f1),
      ...[each.guarded.f1, each.guarded.precision, each.guarded.recall, each.wrongStopped].map(share),
      String(each.nearWrong),
      share(each.crossedStopped),
      share(each.paraphrasesRejected),
      String(each.paraphrases),
    ]),
  );
  return { contenders, families, askedOfJudge };
}

/** Prints what the judge's row means, and gives how many pairs it is asked about from {@link NEAR} on. */
function reportJudge(pairs: readonly JudgedPair[], bestThreshold: number): number {
  const from = (threshold: number) => {
    const list = pairs.filter(({ similarity }) => similarity >= threshold);
    return { asked: list.filter(isForJudge).length, all: list.length };
  };
  const [near, best] = [from(NEAR), from(bestThreshold)];
  console.log(
    `The judge is no model: it knows the labels, so its row is the most that any judge can reach. With when: "uncertain" it is ` +
      `asked about ${near.asked} of the ${near.all} pairs at a cosine of ${NEAR} or more, and about ${best.asked} of ${best.all} at ` +
      `its best threshold.`,
  );
  return near.asked;
}

function share(value: number): string {
  return Number.isNaN(value) ? "-" : value.toFixed(3);
}
