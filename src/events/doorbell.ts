import { randomUUID } from "node:crypto";
import { onAbort } from "../async/index.js";
import type { VectorClient } from "../client.js";
import { OctavecError } from "../errors/index.js";
import type { Executor, Reply } from "../executor.js";
import { isPassing, pauseAfter } from "./passing-failure.js";
import { compareIds } from "./stream-event.js";

interface Waiter {
  /** Newer entries than this one ring. */
  readonly after: string;
  readonly ring: () => void;
  readonly fail: (error: unknown) => void;
}

/** How long one XREAD blocks; a server that hangs is noticed after this and the grace. */
const BLOCK_MS = 5_000;
const GRACE_MS = 2_000;

/** After this long the connection is given back and leased anew, so that it can be replaced and follows a failover. */
const LEASE_MS = 60_000;

/**
 * Says when a stream has something new. One leased connection blocks on all streams that anybody waits for; it is there
 * as long as there is somebody who may wait (`join`). Because its list of streams must change while it blocks, it also
 * reads a stream of its own, to which one entry is written to wake it up.
 */
export class Doorbell {
  readonly #client: Pick<VectorClient, "executor" | "lease">;
  readonly #wakeKey: string;
  readonly #waiters = new Map<string, Set<Waiter>>();
  #wakeCursor = "0-0";
  #guests = 0;
  #running: Promise<void> | undefined;
  /** Ends the XREAD under way; its connection is then closed. */
  #reading: AbortController | undefined;
  #isWoken = false;
  readonly #closing = new AbortController();

  /** @param tag - Hash tag of all streams, so that one connection can read them in a cluster too. */
  constructor(client: Pick<VectorClient, "executor" | "lease">, tag: string) {
    this.#client = client;
    // No channel's name holds a tilde.
    this.#wakeKey = `${tag}:~wake:${randomUUID()}`;
  }

  /** Keeps the connection, once there is one. @returns a function that lets go of it; may be called again. */
  join(): () => void {
    this.#guests++;
    let isGuest = true;
    return () => {
      if (!isGuest) return;
      isGuest = false;
      if (--this.#guests === 0) void this.#wake();
    };
  }

  /**
   * Resolves when the stream may have something newer than `after`, now and then without cause. Only for guests.
   * A server that is away is waited for.
   *
   * @throws what does not pass by waiting; the reason of an aborted signal.
   */
  wait(key: string, after: string, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      signal.throwIfAborted();
      const leave = () => {
        stopListening();
        const waiters = this.#waiters.get(key);
        waiters?.delete(waiter);
        if (waiters?.size === 0) this.#waiters.delete(key);
      };
      const settle = <A extends unknown[]>(how: (...args: A) => void) => {
        return (...args: A) => {
          leave();
          how(...args);
        };
      };
      const waiter: Waiter = { after, ring: settle(resolve), fail: settle(reject) };
      const stopListening = onAbort(signal, () => waiter.fail(signal.reason));
      const waiters = this.#waiters.get(key) ?? new Set();
      this.#waiters.set(key, waiters.add(waiter));
      this.#running ??= this.#run();
      void this.#wake();
    });
  }

  /** For good, once the guests were asked to leave. Resolves when the connection was given back. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#closing;
    const options = { key: this.#wakeKey, signal };
    for (let failures = 0; this.#guests > 0 && !signal.aborted; ) {
      try {
        await this.#client.lease((connection) => this.#listen(connection, failures > 0), options);
        failures = 0;
      } catch (error) {
        if (signal.aborted) break;
        if (isPassing(error)) await pauseAfter(++failures, signal).catch(() => {});
        else {
          for (const waiter of this.#allWaiters()) waiter.fail(error);
          break;
        }
      }
    }
    // In the same turn as the last look at guests, so that nobody who comes later is left without a reader.
    this.#running = undefined;
  }

  async #listen(connection: Executor, hasFailed: boolean): Promise<void> {
    const endsAtMs = performance.now() + LEASE_MS;
    // Whoever reads now also finds out where the stream has moved.
    if (hasFailed) for (const waiter of this.#allWaiters()) waiter.ring();
    while (this.#guests > 0 && performance.now() < endsAtMs) this.#dispatch(await this.#read(connection));
  }

  async #read(connection: Executor): Promise<Reply> {
    const oldest = [...this.#waiters.values()].map((waiters) =>
      [...waiters].map(({ after }) => after).reduce((a, b) => (compareIds(a, b) <= 0 ? a : b)),
    );
    const keys = [this.#wakeKey, ...this.#waiters.keys()];
    const cursors = [this.#wakeCursor, ...oldest];
    this.#reading = new AbortController();
    try {
      return await connection.send(
        ["XREAD", "COUNT", "1", "BLOCK", String(BLOCK_MS), "STREAMS", ...keys, ...cursors],
        { timeoutMs: BLOCK_MS + GRACE_MS, signal: this.#reading.signal },
      );
    } finally {
      this.#reading = undefined;
      this.#isWoken = false;
    }
  }

  /** @param reply - Null when the time was up; else key, entries, key, entries … */
  #dispatch(reply: Reply): void {
    if (!Array.isArray(reply)) return;
    for (let index = 0; index < reply.length; index += 2) {
      const [key, entries]: Reply[] = reply.slice(index, index + 2);
      if (key === this.#wakeKey) this.#wakeCursor = lastIdOf(entries) ?? this.#wakeCursor;
      for (const waiter of [...(this.#waiters.get(String(key)) ?? [])]) waiter.ring();
    }
  }

  /** Ends the XREAD under way, because the list of streams has changed or nobody is left. */
  async #wake(): Promise<void> {
    const reading = this.#reading;
    if (reading === undefined || this.#isWoken) return;
    this.#isWoken = true;
    const steps = [
      ["XADD", this.#wakeKey, "MAXLEN", "1", "*", "wake", "up"],
      ["PEXPIRE", this.#wakeKey, String(LEASE_MS)],
    ];
    const [added] = await this.#client.executor
      .pipeline(steps, { idempotent: true, timeoutMs: GRACE_MS })
      .catch(() => []);
    if (added?.ok !== true)
      reading.abort(new OctavecError("CONNECTION_LOST", "A blocking read could not be woken up."));
  }

  #allWaiters(): Waiter[] {
    return [...this.#waiters.values()].flatMap((waiters) => [...waiters]);
  }
}

function lastIdOf(entries: Reply | undefined): string | undefined {
  const last = Array.isArray(entries) ? entries.at(-1) : undefined;
  return Array.isArray(last) && typeof last[0] === "string" ? last[0] : undefined;
}
