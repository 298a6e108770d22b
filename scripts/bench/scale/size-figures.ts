import type { VectorRepository } from "../../../src/index.js";
import { timeCallers } from "../rounds.js";
import { quantile } from "../statistics.js";
import type { RunningNeighbours } from "./exact-neighbours.js";

export const LIMIT = 10;
export const EFS = [100, 200, 500] as const;
export const CALLERS = [1, 16] as const;
const SEARCHES = 2_000;

export interface SearchFigures {
  readonly ef: number;
  readonly callers: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** The whole distribution, for `npm run fan-out`. */
  readonly quantiles: readonly { readonly share: number; readonly ms: number }[];
  /** Share of the exact ten nearest that were found, over all queries. */
  readonly recall: number;
}

/** What a run knows about a collection of one size. */
export interface SizeFigures {
  readonly elements: number;
  /** Elements stored per second since the last size. */
  readonly ingestPerSecond: number;
  readonly bytesPerVector: number;
  readonly searches: readonly SearchFigures[];
  readonly saveSeconds: number;
  readonly loadSeconds: number;
  readonly aofRewriteSeconds: number;
}

/** Searches with each EF and number of callers. The queries are not in the collection. */
export async function measureSearches(
  docs: VectorRepository,
  queries: readonly Float32Array[],
  neighbours: RunningNeighbours,
): Promise<SearchFigures[]> {
  const figures: SearchFigures[] = [];
  for (const ef of EFS) {
    const recall = await recallOf(docs, queries, neighbours, ef);
    for (const callers of CALLERS) {
      const { latenciesMs, opsPerSecond } = await timeCallers(callers, SEARCHES, (index) =>
        docs.search({ vector: queries[index % queries.length]!, limit: LIMIT, ef }),
      );
      const [p50Ms, p99Ms] = [quantile(latenciesMs, 0.5), quantile(latenciesMs, 0.99)];
      figures.push({
        ef,
        callers,
        perSecond: opsPerSecond,
        p50Ms,
        p99Ms,
        recall,
        quantiles: quantilesOf(latenciesMs),
      });
    }
  }
  return figures;
}

/** Also brings the graph into the processor's caches and the client's code into its optimised form. */
async function recallOf(
  docs: VectorRepository,
  queries: readonly Float32Array[],
  neighbours: RunningNeighbours,
  ef: number,
): Promise<number> {
  let found = 0;
  for (const [place, vector] of queries.entries()) {
    const exact = neighbours.idsOf(place);
    const hits = await docs.search({ vector, limit: LIMIT, ef });
    found += hits.filter(({ id }) => exact.has(id)).length;
  }
  return found / (LIMIT * queries.length);
}

/** Each hundredth, and the tail. */
function quantilesOf(latenciesMs: readonly number[]): SearchFigures["quantiles"] {
  const shares = [...Array.from({ length: 99 }, (_, place) => (place + 1) / 100), 0.995, 0.998, 0.999, 1];
  return shares.map((share) => ({ share, ms: quantile(latenciesMs, share) }));
}
