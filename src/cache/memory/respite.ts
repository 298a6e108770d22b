/** This many failures in a row, without an answer in between, are no hiccup. */
const MAX_FAILURES = 3;

/** How long nobody asks then. */
const RESPITE_MS = 1_000;

/**
 * Spares callers the wait for a server that does not answer: after three failures in a row it is left alone for a second,
 * then asked again. One failure more begins the next second, one answer ends it all.
 */
export class Respite {
  #failures = 0;
  #endsAtMs = 0;
  #lastFailure: unknown;

  /** Whether the server should be left alone now. */
  get isOn(): boolean {
    return this.#failures >= MAX_FAILURES && performance.now() < this.#endsAtMs;
  }

  get lastFailure(): unknown {
    return this.#lastFailure;
  }

  answered(): void {
    this.#failures = 0;
    this.#lastFailure = undefined;
  }

  failed(error: unknown): void {
    this.#failures++;
    this.#lastFailure = error;
    this.#endsAtMs = performance.now() + RESPITE_MS;
  }
}
