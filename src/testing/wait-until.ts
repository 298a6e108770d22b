import { setTimeout as delay } from "node:timers/promises";

export interface WaitOptions {
  readonly timeoutMs: number;
  /** What did not happen, for the error: "the server did not answer". */
  readonly failure: string;
  readonly signal?: AbortSignal | undefined;
}

const INTERVAL_MS = 10;

/**
 * Asks again every 10 ms until the check gives something else than `undefined`. An error of the check ends the wait;
 * an aborted signal ends it with the signal's reason.
 */
export async function waitUntil<T>(
  check: () => Promise<T | undefined> | T | undefined,
  { timeoutMs, failure, signal }: WaitOptions,
): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    signal?.throwIfAborted();
    const value = await check();
    if (value !== undefined) return value;
    if (performance.now() >= deadline) throw new Error(`${failure} within ${timeoutMs} ms`);
    await delay(INTERVAL_MS);
  }
}
