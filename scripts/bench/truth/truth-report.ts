import { GUARD_NAMES } from "../../../src/cache/guards/index.js";
import type { GuardName } from "../../../src/options/index.js";
import { printTable } from "../table.js";
import { bestScore, groupBy, type JudgedPair, NEAR, scoreAt, sharesOf } from "./truth-figures.js";

/** What decides whether a pair is served, besides the threshold. */
export interface Contender {
  readonly name: string;
  readonly guards: readonly GuardName[];
}

export const CONTENDERS: readonly Contender[] = [
  { name: "cosine alone", guards: [] },
  ...GUARD_NAMES.map((guard) => ({ name: `with ${guard}`, guards: [guard] })),
  { name: "all but alignment", guards: GUARD_NAMES.filter((guard) => guard !== "alignment") },
  { name: "all guards", guards: GUARD_NAMES },
];

/** Prints the tables of one language and gives its figures. */
export function reportLanguage(language: string, pairs: readonly JudgedPair[]): Record<string, unknown> {
  const contenders = CONTENDERS.map(({ name, guards }) => ({
    name,
    best: bestScore(pairs, guards),
    near: scoreAt(pairs, guards, NEAR),
    shares: sharesOf(pairs, guards),
  }));
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
  return { contenders, families };
}

function share(value: number): string {
  return Number.isNaN(value) ? "-" : value.toFixed(3);
}
