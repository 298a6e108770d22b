import { HttpConnection } from "./http-connection.js";

const TICK_MS = 1;

export interface LoadResult {
  /** From when a request was due until its reply was there. */
  readonly latenciesMs: number[];
  /** The places of requests that were refused, or whose connection ended. */
  readonly failed: number[];
}

/**
 * Sends requests at a steady rate, whether earlier ones are answered or not, as many users do together. A request that waits for a
 * free connection waits on the clock.
 */
export async function steadyLoad(
  port: number,
  {
    perSecond,
    durationMs,
    requestOf,
  }: {
    readonly perSecond: number;
    readonly durationMs: number;
    readonly requestOf: (index: number) => Buffer;
  },
): Promise<LoadResult> {
  const result: LoadResult = { latenciesMs: [], failed: [] };
  const free: HttpConnection[] = [];
  const running = new Set<Promise<void>>();
  const total = Math.floor((perSecond * durationMs) / 1_000);
  const startedAtMs = performance.now();
  const dueMs = (index: number) => startedAtMs + (index * 1_000) / perSecond;
  const send = async (index: number) => {
    let connection = free.pop();
    try {
      connection ??= await HttpConnection.open(port);
      await connection.send(requestOf(index));
      free.push(connection);
    } catch {
      connection?.close();
      result.failed.push(index);
    }
    result.latenciesMs.push(performance.now() - dueMs(index));
  };
  for (let next = 0; next < total; ) {
    while (next < total && dueMs(next) <= performance.now()) {
      const sent = send(next++);
      running.add(sent);
      void sent.then(() => running.delete(sent));
    }
    await new Promise((resolve) => setTimeout(resolve, TICK_MS));
  }
  await Promise.all(running);
  for (const connection of free) connection.close();
  return result;
}
