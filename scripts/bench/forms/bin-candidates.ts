import { CalibratedCodec, Calibrator } from "../../../quantization/index.js";
import type { TestSet } from "../sets/test-set.js";
import { nearest, recall } from "../tiers/nearest.js";
import { encodeSigns, signScore } from "../tiers/sign-code.js";
import type { ExactAnswer } from "./measure-form.js";

const LIMIT = 10;
const CANDIDATES_PER_HIT = [2, 4, 8, 16, 24, 32] as const;

export interface CandidateFigures {
  readonly perHit: number;
  /** Share of the exact ten that are among the candidates: what no code can exceed. */
  readonly coverage: number;
  /** Recall@10 when the candidates are ordered by int8 codes. */
  readonly recallAt10: number;
}

/** How many candidates by signs are enough, every vector compared: what the graph misses is not in it. */
export function measureCandidates(set: TestSet, exact: readonly ExactAnswer[]): CandidateFigures[] {
  const { dimension, stored, queries } = set;
  const calibrator = new Calibrator({ model: set.name, dimension, scheme: "per-dimension" });
  for (const vector of set.calibration) calibrator.add(vector);
  const codec = new CalibratedCodec(calibrator.calibrate().record);
  const codes = stored.map((vector) => codec.encode(vector));
  const signs = stored.map((vector) => encodeSigns(vector));
  const sums = CANDIDATES_PER_HIT.map(() => ({ coverage: 0, recall: 0 }));
  for (const [number, query] of queries.entries()) {
    const { similarities, kth } = exact[number]!;
    const bits = encodeSigns(query);
    const bySigns = signs.map((other) => signScore(bits, other, dimension));
    const prepared = codec.prepareQuery(query);
    for (const [place, perHit] of CANDIDATES_PER_HIT.entries()) {
      const candidates = nearest(bySigns, perHit * LIMIT);
      const byCodes = candidates.map((candidate) => prepared.similarity(codes[candidate]!));
      const found = nearest(byCodes, LIMIT).map((at) => similarities[candidates[at]!]!);
      const sum = sums[place]!;
      sum.recall += recall(found, kth, LIMIT);
      sum.coverage += recall(
        candidates.map((candidate) => similarities[candidate]!),
        kth,
        LIMIT,
      );
    }
  }
  return CANDIDATES_PER_HIT.map((perHit, place) => ({
    perHit,
    coverage: sums[place]!.coverage / queries.length,
    recallAt10: sums[place]!.recall / queries.length,
  }));
}
