/** This many failures in a row, without a reply in between, mean that the server is down. */
const MAX_FAILURES = 3;

const COOLDOWN_MS = 1_000;

/**
 * Saves callers the wait for a server that does not answer. After three failures in a row the server is not asked for one
 * second. The next failure starts another second; one reply ends the cooldown.
 */
export class Cooldown {
  #failures = 0;
  #endsAtMs = 0;
  #lastFailure: unknown;

  /** Whether the server should not be asked now. */
  get isOn(): boolean {
    return this.#failures >= MAX_FAILURES && performance.now() < this.#endsAtMs;
  }

  get lastFailure(): unknown {
    return this.#lastFailure;
  }

  succeeded(): void {
    this.#failures = 0;
    this.#lastFailure = undefined;
  }

  failed(error: unknown): void {
    this.#failures++;
    this.#lastFailure = error;
    this.#endsAtMs = performance.now() + COOLDOWN_MS;
  }
}
