import { OctavecError } from "../../errors/index.js";
import type { RecentDays } from "../account/index.js";

export interface LatencyObjective {
  /** Milliseconds that a look-up may take, the embedding included: from 0.005 to 10,000. */
  readonly withinMs: number;
  /** Share of look-ups that should take at most so long, such as 0.99. */
  readonly objective: number;
}

/** How long look-ups took. */
export interface LatencyFigures {
  readonly lookups: number;
  /** Look-ups that took at most `judgedAtMs`. */
  readonly within: number;
  /** The same as a share, 0 to 1; undefined before the first look-up. */
  readonly share: number | undefined;
  /** Milliseconds that half of the look-ups did not exceed, read off the counts; undefined before the first look-up. */
  readonly p50Ms: number | undefined;
  readonly p95Ms: number | undefined;
  readonly p99Ms: number | undefined;
}

/** Latency of a cache against an objective, in the days that were read. */
export interface LatencyReport extends LatencyFigures, LatencyObjective {
  /** The bound of the counts by which it is judged: the highest one that is not above `withinMs`. */
  readonly judgedAtMs: number;
  /** Unused share of the slow look-ups that the objective allows: 1 without any, below 0 if the objective is missed. Undefined before the first look-up. */
  readonly budgetLeft: number | undefined;
  readonly days: number;
  /** By what the look-ups found: the tier of a hit, or `miss`, `bypass` (not cached at all) or `error`. */
  readonly kinds: Readonly<Record<keyof RecentDays["durations"]["counts"], LatencyFigures>>;
}

/**
 * How much of the error budget of a latency objective is left: 1 - (slow / lookups) / (1 - objective), as the recording rules for
 * Prometheus compute it for 30 days. All look-ups count, also those that failed. No I/O.
 *
 * Durations are counted between fixed bounds (1, 2.5, 5, 10, 25, 50, 100 ms …). An objective between two of them is judged at the lower
 * one, so never better than it was. Percentiles are interpolated within their bounds, as `histogram_quantile` of Prometheus does;
 * above the last one they are that bound.
 *
 * @param recent - What `cache.recentDays()` gave.
 * @throws OctavecError `INVALID_ARGUMENT`.
 */
export function reportLatency(
  { days, durations: { boundsMs, counts } }: Pick<RecentDays, "days" | "durations">,
  { withinMs, objective }: LatencyObjective,
): LatencyReport {
  const judged = boundsMs.findLastIndex((bound) => bound <= withinMs);
  const [first, last, judgedAtMs] = [boundsMs[0] ?? 0, boundsMs.at(-1) ?? 0, boundsMs[judged]];
  if (judgedAtMs === undefined || !(withinMs <= last)) {
    throw new OctavecError(
      "INVALID_ARGUMENT",
      `reportLatency: expected withinMs from ${first} to ${last}, got ${String(withinMs)}.`,
    );
  }
  if (!(objective > 0 && objective < 1)) {
    throw new OctavecError(
      "INVALID_ARGUMENT",
      `reportLatency: expected an objective above 0 and below 1, got ${String(objective)}.`,
    );
  }
  const figuresOf = (places: readonly number[]): LatencyFigures => {
    const lookups = sum(places);
    const within = sum(places.slice(0, judged + 1));
    const percentile = (share: number) => percentileOf(places, boundsMs, share);
    return {
      ...{ lookups, within, share: lookups === 0 ? undefined : within / lookups },
      ...{ p50Ms: percentile(0.5), p95Ms: percentile(0.95), p99Ms: percentile(0.99) },
    };
  };
  const all = figuresOf(
    Array.from({ length: boundsMs.length + 1 }, (_, place) =>
      sum(Object.values(counts).map((places) => places[place] ?? 0)),
    ),
  );
  const { session, memory, exact, semantic, miss, bypass, error } = counts;
  return {
    ...{ withinMs, objective, judgedAtMs, days },
    ...all,
    budgetLeft: all.share === undefined ? undefined : 1 - (1 - all.share) / (1 - objective),
    kinds: {
      session: figuresOf(session),
      memory: figuresOf(memory),
      exact: figuresOf(exact),
      semantic: figuresOf(semantic),
      miss: figuresOf(miss),
      bypass: figuresOf(bypass),
      error: figuresOf(error),
    },
  };
}

/** https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile */
function percentileOf(
  places: readonly number[],
  boundsMs: readonly number[],
  share: number,
): number | undefined {
  const rank = share * sum(places);
  if (rank === 0) return undefined;
  let below = 0;
  for (const [place, count] of places.entries()) {
    if (count > 0 && below + count >= rank) {
      const [from, to] = [boundsMs[place - 1] ?? 0, boundsMs[place]];
      return to === undefined ? from : from + ((to - from) * (rank - below)) / count;
    }
    below += count;
  }
  return boundsMs.at(-1);
}

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
