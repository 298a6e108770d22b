import {
  dotFloat32,
  encodeQ8,
  encodeResidual,
  q8Similarity,
  Rotation,
  residualSimilarity,
} from "../../../quantization/index.js";
import type { VectorClient } from "../../../src/index.js";
import type { TestSet } from "../sets/test-set.js";
import { quantile } from "../statistics.js";
import { type DecisionFigures, measureDecisions, THRESHOLDS } from "./decisions.js";
import { LIMIT, OVERSAMPLING, rescore, type Truth } from "./measure-tiers.js";
import { recall } from "./nearest.js";
import { type Candidates, searchOnServer } from "./server-search.js";

export interface ServerFigures {
  readonly rotated: boolean;
  /** Recall@10 against float32 of a search as it comes: Q8, graph and all. */
  readonly recallAt10: number;
  readonly exhaustiveRecallAt10: number;
  /** The same with an unquantized set on the server; undefined where it was not asked. */
  readonly float32RecallAt10: number | undefined;
  /** Twice as many candidates of the graph, rescored with the residual; see `RescoredFigures`. */
  readonly residualRecallOfCandidates: number;
  readonly residualRecallAt10: number;
  /** Largest difference between the server's similarity and the library's own for the same codes. */
  readonly differenceFromOwnCodes: number;
  readonly decisions: readonly DecisionFigures[];
  /** The same over what the graph finds: it may miss the nearest. */
  readonly graphDecisions: readonly DecisionFigures[];
}

/**
 * Searches a real server for Q8 candidates; the residual tier is the library's codecs over what comes back. With a seed,
 * vectors and queries are rotated on their way.
 */
export async function measureServer(
  client: VectorClient,
  set: TestSet,
  truths: readonly Truth[],
  rotationSeed: number | undefined,
): Promise<ServerFigures> {
  const turn =
    rotationSeed === undefined ? undefined : new Rotation({ dimension: set.dimension, seed: rotationSeed });
  const turned = (vectors: readonly Float32Array[]) =>
    turn === undefined ? vectors : vectors.map((vector) => turn.apply(vector));
  const [stored, queries, calibration] = [turned(set.stored), turned(set.queries), turned(set.calibration)];
  const q8 = stored.map((vector) => encodeQ8(vector));
  const residuals = stored.map((vector, place) => encodeResidual(vector, q8[place]!));
  const queryCodes = queries.map((vector) => encodeQ8(vector));

  const ask = { quantization: "q8", limit: OVERSAMPLING * LIMIT, exhaustive: true } as const;
  const answers = await searchOnServer(client, stored, queries, ask);
  const float32 =
    set.kind === "sentences" || set.kind === "words"
      ? await searchOnServer(client, set.stored, set.queries, {
          quantization: "none",
          limit: LIMIT,
          exhaustive: false,
        })
      : undefined;

  const exactOf = (query: number, place: number) => dotFloat32(set.queries[query]!, set.stored[place]!);
  const recallOf = (all: readonly Candidates[]) =>
    meanOf(all, ({ places }, query) => {
      const found = places.slice(0, LIMIT).map((place) => exactOf(query, place));
      return recall(found, truths[query]!.kth, LIMIT);
    });
  const rescored = answers.graph.map(({ places }, query) => {
    const { exact, kthOfCandidates } = rescore(
      places,
      (place) => residualSimilarity(queries[query]!, q8[place]!, residuals[place]!),
      (place) => exactOf(query, place),
    );
    return {
      ofCandidates: recall(exact, kthOfCandidates, LIMIT),
      ofAll: recall(exact, truths[query]!.kth, LIMIT),
    };
  });
  const differences = answers.exhaustive.flatMap(({ places, similarities }, query) =>
    places.map((place, i) => Math.abs(similarities[i]! - q8Similarity(queryCodes[query]!, q8[place]!))),
  );
  const decisionsOf = (candidates: readonly Candidates[]) => {
    const input = {
      candidates,
      truths,
      queryRanges: queryCodes.map(({ range }) => range),
      storedRange: quantile(
        calibration.map((vector) => encodeQ8(vector).range),
        0.999,
      ),
      rangeOf: (place: number) => q8[place]!.range,
      exactOf,
    };
    return THRESHOLDS.map((threshold) => measureDecisions(input, threshold));
  };
  return {
    rotated: turn !== undefined,
    recallAt10: recallOf(answers.graph),
    exhaustiveRecallAt10: recallOf(answers.exhaustive),
    float32RecallAt10: float32 === undefined ? undefined : recallOf(float32.graph),
    residualRecallOfCandidates: meanOf(rescored, ({ ofCandidates }) => ofCandidates),
    residualRecallAt10: meanOf(rescored, ({ ofAll }) => ofAll),
    differenceFromOwnCodes: Math.max(...differences),
    decisions: decisionsOf(answers.exhaustive),
    graphDecisions: decisionsOf(answers.graph),
  };
}

function meanOf<T>(items: readonly T[], figureOf: (item: T, index: number) => number): number {
  return items.reduce((sum, item, index) => sum + figureOf(item, index), 0) / items.length;
}
