import { quantile } from "../../bench/statistics.js";
import { recallAt } from "../exact-search.js";
import type { PassageRepository } from "./store-passages.js";

const LIMIT = 10;
/** Searches per query, so that there are enough for a 99th percentile. */
const ROUNDS = 5;

export interface SearchFigures {
  readonly searchP50Ms: number;
  readonly searchP99Ms: number;
  readonly recallAt10: number;
}

export interface StoredVectors {
  readonly ids: readonly string[];
  /** The exact float32 vectors, in the order of `ids`. */
  readonly vectors: readonly Float32Array[];
}

/** Latency of one search at a time (10 hits with attributes), and recall compared to an exact float32 search. */
export async function measureSearch(
  repository: PassageRepository,
  stored: StoredVectors,
  queries: readonly Float32Array[],
  signal: AbortSignal,
): Promise<SearchFigures> {
  const positions = new Map(stored.ids.map((id, index) => [id, index]));
  let recall = 0;
  for (const vector of queries) {
    const hits = await repository.search({ vector, limit: LIMIT, signal });
    const found = hits.map(({ id }) => positions.get(id) ?? -1);
    recall += recallAt(LIMIT, found, vector, stored.vectors);
  }
  // The searches above were the warm-up.
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const vector of queries) {
      const startMs = performance.now();
      await repository.search({ vector, limit: LIMIT, signal });
      times.push(performance.now() - startMs);
    }
  }
  return {
    searchP50Ms: quantile(times, 0.5),
    searchP99Ms: quantile(times, 0.99),
    recallAt10: recall / queries.length,
  };
}
