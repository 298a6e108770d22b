export interface EarlyRefresh {
  /** Milliseconds until the answer is past its time; `Infinity` for never. */
  readonly freshForMs: number;
  /** How long a new answer takes, in milliseconds; undefined when it is not known yet. */
  readonly producerMs: number | undefined;
  /** β: 0 is never, 1 the usual choice, more is earlier. */
  readonly eagerness: number;
}

/**
 * Whether a hit renews its answer before its end: −δ · β · ln(u) ≥ what is left, u uniform in (0, 1]. The exponential
 * distribution makes it likely that exactly one of many askers does so in time, without their talking to each other.
 * Vattani, Chierichetti, Lowenstein: Optimal Probabilistic Cache Stampede Prevention, VLDB 2015.
 */
export function isDueEarly(
  { freshForMs, producerMs, eagerness }: EarlyRefresh,
  random: () => number = Math.random,
): boolean {
  if (eagerness === 0 || producerMs === undefined) return false;
  // Math.random() may give 0, of which there is no logarithm, and never 1.
  return -producerMs * eagerness * Math.log(1 - random()) >= freshForMs;
}
