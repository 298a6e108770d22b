/**
 * How many connections a pool should have. It aims at 70 to 85 % utilisation: with less, connections lie idle at the
 * server; with more, a burst has to wait for new ones. Growing is immediate. Shrinking looks back over one to two idle
 * times, so that work which comes in waves does not open and close connections with every wave.
 */
const AIM = 0.775;
/** Weight of the newest sample in the reported utilisation; at four samples a second it looks back about a second. */
const SMOOTHING = 0.25;

export class PoolSize {
  /** How many connections to have now. */
  target: number;
  #smoothed = 0;
  #peak = 0;
  #peakBefore = 0;
  #periodEndsAtMs: number;

  constructor(
    private readonly min: number,
    private readonly max: number,
    private readonly idleTimeoutMs: number,
    nowMs: number,
  ) {
    this.target = min;
    this.#periodEndsAtMs = nowMs + idleTimeoutMs;
  }

  /** Share of the open connections in use during the last second or so, 0 to 1. */
  get utilisation(): number {
    return this.#smoothed;
  }

  /**
   * Somebody could not be served as it should be.
   *
   * @param demand - Connections that would be in use if everybody were served.
   * @param atLeast - Connections without which somebody waits.
   */
  press(demand: number, atLeast: number): void {
    this.#peak = Math.max(this.#peak, demand);
    this.target = Math.max(this.target, Math.min(this.max, Math.max(this.#roomFor(demand), atLeast)));
  }

  /** To be called a few times per second. */
  sample(used: number, open: number, nowMs: number): void {
    if (nowMs >= this.#periodEndsAtMs) {
      this.#peakBefore = this.#peak;
      this.#peak = used;
      this.#periodEndsAtMs = nowMs + this.idleTimeoutMs;
    }
    this.#peak = Math.max(this.#peak, used);
    const utilisation = open === 0 ? 0 : used / open;
    this.#smoothed += (utilisation - this.#smoothed) * SMOOTHING;
    // A sample may meet a spike that is over in a millisecond; only what lasts is worth a connection.
    const lasting = this.#smoothed * open;
    if (lasting > open * 0.85) this.press(lasting, 0);
  }

  /** Connections beyond these were not needed for an idle time. */
  get needed(): number {
    return Math.max(this.min, Math.min(this.max, this.#roomFor(Math.max(this.#peak, this.#peakBefore))));
  }

  #roomFor(demand: number): number {
    return Math.ceil(demand / AIM);
  }
}
