import { dotFloat32 } from "../../../quantization/index.js";
import type { TestSet } from "../sets/test-set.js";
import { LogHistogram } from "./log-histogram.js";
import { nearest, recall } from "./nearest.js";
import type { Tier, TierName } from "./tier.js";

export const LIMIT = 10;
/** Queries that every tier is measured with; the others only need the truth, for what the server is asked. */
const PAIR_QUERIES = 300;
/** Candidates per wanted result when they are rescored. */
export const OVERSAMPLING = 2;

/** What float32 says of one query, the truth that everything else is held against. */
export interface Truth {
  /** Similarity of the nearest vector. */
  readonly best: number;
  /** Similarity of the {@link LIMIT}-th nearest. */
  readonly kth: number;
}

export interface TierFigures {
  readonly name: TierName;
  readonly bytesPerVector: number;
  readonly recallAt10: number;
  /** Of |error| of the cosine over all pairs; undefined where similarities only rank. */
  readonly error?: { readonly mean: number; readonly p99: number; readonly max: number };
  /** For the plot. */
  readonly histogram: LogHistogram;
}

/** Candidates of a `q8` scan, twice as many as wanted, rescored with the residual. */
export interface RescoredFigures {
  /** Of the ten best among the candidates, as float32 ranks them: how many the residual puts on top. */
  readonly recallOfCandidates: number;
  /** Of the ten nearest of all. */
  readonly recallAt10: number;
}

export interface SetFigures {
  /** Queries behind the figures of the tiers. */
  readonly pairQueries: number;
  readonly tiers: readonly TierFigures[];
  readonly rescored: RescoredFigures;
  readonly truths: readonly Truth[];
}

/** Compares queries with every stored vector: all exactly (float32 components, double sums), the first 300 in every tier. */
export function measureTiers(set: TestSet, tiers: readonly Tier[]): SetFigures {
  const meters = tiers.map((tier) => new TierMeter(tier, set.stored.length));
  const exact = new Float64Array(set.stored.length);
  const truths: Truth[] = [];
  const rescored = { recallOfCandidates: 0, recallAt10: 0 };
  const q8 = tiers.findIndex(({ name }) => name === "q8");
  const residual = tiers.findIndex(({ name }) => name === "residual");
  const pairQueries = Math.min(PAIR_QUERIES, set.queries.length);
  for (const [number, query] of set.queries.entries()) {
    for (const [place, stored] of set.stored.entries()) exact[place] = dotFloat32(query, stored);
    const top = nearest(exact, LIMIT);
    const kth = exact[top[LIMIT - 1]!]!;
    truths.push({ best: exact[top[0]!]!, kth });
    if (number >= pairQueries) continue;
    for (const meter of meters) meter.measure(query, exact, kth);

    const candidates = nearest(meters[q8]!.similarities, OVERSAMPLING * LIMIT);
    const similarityOf = (place: number) => meters[residual]!.similarities[place]!;
    const exactOf = (place: number) => exact[place]!;
    const found = rescore(candidates, similarityOf, exactOf);
    rescored.recallOfCandidates += recall(found.exact, found.kthOfCandidates, LIMIT) / pairQueries;
    rescored.recallAt10 += recall(found.exact, kth, LIMIT) / pairQueries;
  }
  return { pairQueries, tiers: meters.map((meter) => meter.figures(pairQueries)), rescored, truths };
}

/** The ten best candidates by `similarityOf`, with what float32 says of them and of all candidates. */
export function rescore(
  candidates: readonly number[],
  similarityOf: (place: number) => number,
  exactOf: (place: number) => number,
): { exact: number[]; kthOfCandidates: number } {
  const exact = candidates.map(exactOf);
  const best = nearest(candidates.map(similarityOf), LIMIT);
  return {
    exact: best.map((at) => exact[at]!),
    kthOfCandidates: exact.toSorted((a, b) => b - a)[Math.min(LIMIT, exact.length) - 1] ?? 0,
  };
}

class TierMeter {
  /** Of the last query. */
  readonly similarities: Float64Array;
  readonly #tier: Tier;
  readonly #histogram = new LogHistogram();
  #errorSum = 0;
  #errorMax = 0;
  #recallSum = 0;

  constructor(tier: Tier, count: number) {
    this.#tier = tier;
    this.similarities = new Float64Array(count);
  }

  measure(query: Float32Array, exact: Float64Array, kth: number): void {
    const similarity = this.#tier.prepare(query);
    for (let place = 0; place < exact.length; place++) {
      const approximate = similarity(place);
      this.similarities[place] = approximate;
      const error = Math.abs(approximate - exact[place]!);
      this.#errorSum += error;
      if (error > this.#errorMax) this.#errorMax = error;
      this.#histogram.add(error);
    }
    const found = nearest(this.similarities, LIMIT).map((place) => exact[place]!);
    this.#recallSum += recall(found, kth, LIMIT);
  }

  figures(queries: number): TierFigures {
    const { name, bytesPerVector, approximatesCosine } = this.#tier;
    const figures = {
      name,
      bytesPerVector,
      recallAt10: this.#recallSum / queries,
      histogram: this.#histogram,
    };
    if (!approximatesCosine) return figures;
    const mean = this.#errorSum / (queries * this.similarities.length);
    return { ...figures, error: { mean, p99: this.#histogram.quantile(0.99), max: this.#errorMax } };
  }
}
