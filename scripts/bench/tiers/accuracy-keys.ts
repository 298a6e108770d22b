import type { HotPathFigures } from "./hot-paths.js";
import { errorOf, type SetResult, tierOf } from "./measure-set.js";

/** A figure of the whole bench and what it should be. */
export interface Key {
  readonly name: string;
  readonly value: number;
  /** Undefined: reported only. */
  readonly target: { readonly at: "least" | "most"; readonly limit: number } | undefined;
  /** Over which sets, and which is the worst. */
  readonly over: string;
}

/** The headline figures: each the worst over the sets that it speaks of. */
export function accuracyKeys(results: readonly SetResult[], hot: HotPathFigures): Key[] {
  const sentences = results.filter(({ set }) => set.kind === "sentences");
  const others = results.filter(({ set }) => set.kind !== "sentences");
  const real = results.filter(({ set }) => set.kind === "sentences" || set.kind === "words");
  const tame = results.filter(({ set }) => set.kind !== "outliers");
  const rotated = results.filter(({ chosen }) => chosen === "rotated-q8");
  const rotatedOutliers = rotated.filter(({ set }) => set.kind === "outliers");
  const offset = results.filter(({ set }) => set.name === "offset");
  const calibratable = results.filter(({ set }) => set.name !== "spikes");
  const harmed = rotated.filter(
    (result) => errorOf(result, "rotated q8").p99 > errorOf(result, "q8").p99,
  ).length;
  return [
    worst("residualRecall", "least", 0.9995, results, ({ rescored, server }) =>
      Math.min(rescored.recallOfCandidates, server.residualRecallOfCandidates),
    ),
    worst("residualMaxError", "most", 5e-5, results, (result) => errorOf(result, "residual").max),
    worst("decisionAgreement", "least", 1, results, ({ server }) =>
      Math.min(...server.decisions.map(({ agreement }) => agreement)),
    ),
    worst("rescoredShare", "most", 0.02, sentences, mostRescored),
    { ...worst("rescoredShareElsewhere", "most", 0, others, mostRescored), target: undefined },
    worst(
      "rotatedRecall",
      "least",
      0.99,
      rotatedOutliers,
      (result) => tierOf(result, "rotated q8").recallAt10,
    ),
    {
      name: "rotationsThatHurt",
      value: harmed,
      target: { at: "most", limit: 0 },
      over: `${rotated.map(({ set }) => set.name).join(", ")}: the sets where auto chose it`,
    },
    worst(
      "affineToNativeError",
      "most",
      0.2,
      offset,
      (result) => errorOf(result, "affine").mean / errorOf(result, "q8, float query").mean,
    ),
    worst("affineRecallLoss", "most", 0.003, tame, affineLoss),
    worst("affineRecallLossReal", "most", 0.003, real, affineLoss),
    worst("fallbackShare", "most", 0.01, tame, ({ fallbackShare }) => fallbackShare),
    worst("clipRate", "most", 1e-4, calibratable, ({ clipRate }) => clipRate),
    worst("nativeRecallLoss", "most", 0.02, real, ({ server }) => 1 - server.recallAt10),
    reported("encodeToCopyRatio", hot.encodeToCopyRatio),
    reported("rescoreMicros", hot.rescoreMicros),
  ];
}

/** Whether a figure is what it should be; undefined where nothing is asked of it. */
export function isMet({ value, target }: Key): boolean | undefined {
  if (target === undefined) return undefined;
  // Sums of shares: 1 may come out as 1 − 2⁻⁵³.
  return target.at === "least" ? value >= target.limit - 1e-12 : value <= target.limit + 1e-12;
}

/** On one footing: float32 queries against either code. A difference of 0.002 is within the noise of 300 queries. */
function affineLoss(result: SetResult): number {
  return tierOf(result, "q8, float query").recallAt10 - tierOf(result, "affine").recallAt10;
}

/** At the threshold where codes leave the most lookups open. */
function mostRescored({ server }: SetResult): number {
  return Math.max(...server.decisions.map(({ rescoredShare }) => rescoredShare));
}

function worst(
  name: string,
  at: "least" | "most",
  limit: number,
  results: readonly SetResult[],
  figureOf: (result: SetResult) => number,
): Key {
  const values = results.map((result) => ({ value: figureOf(result), set: result.set.name }));
  const found = values.reduce<(typeof values)[number] | undefined>(
    (a, b) => (a === undefined || (at === "least" ? b.value < a.value : b.value > a.value) ? b : a),
    undefined,
  );
  const over = found === undefined ? "no set" : `worst of ${values.length}: ${found.set}`;
  return { name, value: found?.value ?? Number.NaN, target: { at, limit }, over };
}

function reported(name: string, value: number): Key {
  return { name, value, target: undefined, over: "10,000 or 80 × 512" };
}
