import { daysUntil } from "../plan/plan-capacity.js";

/** One sample of a server's memory. */
export interface MemorySample {
  /** Milliseconds since 1970, by the server's clock. */
  readonly atMs: number;
  readonly usedBytes: number;
}

/** What the samples say of the time to come. */
export interface Forecast {
  readonly samples: number;
  readonly spanHours: number;
  /** Slope of the straight line that fits the samples best. */
  readonly bytesPerDay: number;
  /** Days from the last sample until `maxmemory`; 0 if it is reached, null if it never is, or there is none. */
  readonly daysUntilFull: number | null;
  /** The same as a date. */
  readonly fullOn: string | null;
}

const DAY_MS = 86_400_000;
/** A line through samples that lie closer together says nothing about days. */
const LEAST_SPAN_MS = 3_600_000;
/** Later than a Date can say is never. */
const LAST_MS = 8.64e15;

/** Fits a line to the samples, oldest first. Undefined while they span less than an hour. */
export function forecastMemory(samples: readonly MemorySample[], limitBytes: number): Forecast | undefined {
  const [first, last] = [samples[0], samples.at(-1)];
  if (first === undefined || last === undefined || last.atMs - first.atMs < LEAST_SPAN_MS) return undefined;
  const bytesPerDay = slope(samples) * DAY_MS;
  const daysUntilFull = limitBytes === 0 ? null : daysUntil(limitBytes, last.usedBytes, bytesPerDay);
  const fullMs = daysUntilFull === null ? Number.POSITIVE_INFINITY : last.atMs + daysUntilFull * DAY_MS;
  return {
    samples: samples.length,
    spanHours: (last.atMs - first.atMs) / 3_600_000,
    bytesPerDay,
    daysUntilFull,
    fullOn: fullMs > LAST_MS ? null : new Date(fullMs).toISOString().slice(0, 10),
  };
}

/** Least squares, in bytes per millisecond. */
function slope(samples: readonly MemorySample[]): number {
  const mean = (of: (sample: MemorySample) => number) =>
    samples.reduce((sum, sample) => sum + of(sample), 0) / samples.length;
  const [time, used] = [mean(({ atMs }) => atMs), mean(({ usedBytes }) => usedBytes)];
  let [above, below] = [0, 0];
  for (const { atMs, usedBytes } of samples) {
    above += (atMs - time) * (usedBytes - used);
    below += (atMs - time) ** 2;
  }
  return above / below;
}
