import { decide, q8Band } from "../../../quantization/index.js";
import type { Truth } from "./measure-tiers.js";
import type { Candidates } from "./server-search.js";

/** Cosines at which a semantic cache decides between hit and miss. */
export const THRESHOLDS = [0.8, 0.85, 0.9, 0.95] as const;

export interface DecisionFigures {
  readonly threshold: number;
  /** Share of the queries for which hit or miss is what float32 says. */
  readonly agreement: number;
  /** Share of the queries that the codes left open, so that exact vectors had to be looked at. */
  readonly rescoredShare: number;
  /** The same when each stored vector's own range is known, not only the calibrated upper quantile. */
  readonly rescoredShareKnownRanges: number;
  /** Share decided otherwise by codes alone, without a band. */
  readonly flippedByCodesAlone: number;
}

export interface DecisionInput {
  readonly candidates: readonly Candidates[];
  readonly truths: readonly Truth[];
  /** Range of each query's code. */
  readonly queryRanges: readonly number[];
  /** An upper quantile of the stored ranges, from the calibration. */
  readonly storedRange: number;
  readonly rangeOf: (place: number) => number;
  /** The exact similarity of a query with a stored vector. */
  readonly exactOf: (query: number, place: number) => number;
}

/** "Is anything at least this similar?", answered by codes where their band allows it and exactly where not. */
export function measureDecisions(input: DecisionInput, threshold: number): DecisionFigures {
  const counts = { agreed: 0, rescored: 0, rescoredKnown: 0, flipped: 0 };
  for (const [query, { places, similarities }] of input.candidates.entries()) {
    const wanted = input.truths[query]!.best >= threshold;
    const queryRange = input.queryRanges[query]!;
    const open = (bandOf: (place: number) => number) => {
      const decisions = places.map((place, i) =>
        decide({ similarity: similarities[i]!, threshold, band: bandOf(place) }),
      );
      if (decisions.includes("above")) return { hit: true, open: [] };
      return { hit: false, open: places.filter((_, i) => decisions[i] === "rescore") };
    };
    const calibrated = q8Band({ storedRange: input.storedRange, queryRange });
    const answer = open(() => calibrated);
    const known = open((place) => q8Band({ storedRange: input.rangeOf(place), queryRange }));
    const hit = answer.hit || answer.open.some((place) => input.exactOf(query, place) >= threshold);
    if (hit === wanted) counts.agreed++;
    if (answer.open.length > 0) counts.rescored++;
    if (known.open.length > 0) counts.rescoredKnown++;
    if ((similarities[0] ?? -1) >= threshold !== wanted) counts.flipped++;
  }
  const queries = input.candidates.length;
  return {
    threshold,
    agreement: counts.agreed / queries,
    rescoredShare: counts.rescored / queries,
    rescoredShareKnownRanges: counts.rescoredKnown / queries,
    flippedByCodesAlone: counts.flipped / queries,
  };
}
