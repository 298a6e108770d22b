import { randomUUID } from "node:crypto";
import { backoffMs, onAbort, pause } from "../async/index.js";
import type { VectorClient } from "../client.js";
import { isOctavecError, OctavecError } from "../errors/index.js";
import type { Executor, Reply } from "../executor.js";
import { listOf } from "../reply.js";
import { compareIds } from "./stream-event.js";

interface Waiter {
  /** Waits for entries newer than this one. */
  readonly after: string;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** How long one XREAD blocks. A server that hangs is noticed after this and the grace. */
const BLOCK_MS = 5_000;
const GRACE_MS = 2_000;

/** After this long the connection is given back and leased anew, so that it can be replaced and follows a failover. */
const LEASE_MS = 60_000;

const RETRY = { baseDelayMs: 25, maxDelayMs: 1_000 };

/** Whether waiting can help: the server is away or busy, or has just become a replica and disconnected its blocked readers. */
export function isTemporary(error: unknown): boolean {
  return isOctavecError(error) && (error.retryable || error.details.reply === "UNBLOCKED");
}

/** Waits after failure number `failures` in a row. Rejects when aborted. */
export function pauseAfter(failures: number, signal: AbortSignal): Promise<void> {
  return pause(backoffMs(failures, RETRY), signal);
}

/**
 * Says when a stream has new entries. One leased connection blocks on all streams that have a waiter; it is held as long
 * as there are subscribers. The list of streams must change while the connection blocks, so the connection also reads a
 * stream of its own, to which one entry is added to end the blocking.
 */
export class BlockingReader {
  readonly #client: Pick<VectorClient, "executor" | "lease">;
  readonly #wakeKey: string;
  readonly #waiters = new Map<string, Set<Waiter>>();
  #wakeCursor = "0-0";
  #subscribers = 0;
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

  /** Keeps the connection once there is one. @returns a function that ends the subscription; may be called again. */
  subscribe(): () => void {
    this.#subscribers++;
    let isSubscribed = true;
    return () => {
      if (!isSubscribed) return;
      isSubscribed = false;
      if (--this.#subscribers === 0) void this.#wake();
    };
  }

  /**
   * Resolves when the stream may have an entry newer than `after`, sometimes without cause. For subscribers only. Waits
   * also while the server is away.
   *
   * @throws an error that does not pass by waiting; the reason of an aborted signal.
   */
  waitForNews(key: string, after: string, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      signal.throwIfAborted();
      const leave = () => {
        stopListening();
        const waiters = this.#waiters.get(key);
        waiters?.delete(waiter);
        if (waiters?.size === 0) this.#waiters.delete(key);
      };
      const waiter: Waiter = {
        after,
        resolve: () => {
          leave();
          resolve();
        },
        reject: (error) => {
          leave();
          reject(error);
        },
      };
      const stopListening = onAbort(signal, () => waiter.reject(signal.reason));
      const waiters = this.#waiters.get(key) ?? new Set();
      this.#waiters.set(key, waiters.add(waiter));
      this.#running ??= this.#run();
      void this.#wake();
    });
  }

  /** For good, once the subscribers were told to end. Resolves when the connection was given back. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#closing;
    const options = { key: this.#wakeKey, signal };
    for (let failures = 0; this.#subscribers > 0 && !signal.aborted; ) {
      try {
        await this.#client.lease((connection) => this.#listen(connection, failures > 0), options);
        failures = 0;
      } catch (error) {
        if (signal.aborted) break;
        if (isTemporary(error)) await pauseAfter(++failures, signal).catch(() => {});
        else {
          for (const waiter of this.#allWaiters()) waiter.reject(error);
          break;
        }
      }
    }
    // In the same turn of the event loop as the last check for subscribers, so that no later one is left without a reader.
    this.#running = undefined;
  }

  async #listen(connection: Executor, hasFailed: boolean): Promise<void> {
    const endsAtMs = performance.now() + LEASE_MS;
    // A waiter that reads now also finds out where the stream has moved.
    if (hasFailed) for (const waiter of this.#allWaiters()) waiter.resolve();
    while (this.#subscribers > 0 && performance.now() < endsAtMs)
      this.#dispatch(await this.#read(connection));
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

  /** @param reply - Null when XREAD timed out; else key, entries, key, entries … */
  #dispatch(reply: Reply): void {
    const streams = listOf(reply);
    for (let index = 0; index < streams.length; index += 2) {
      const [key, entries] = streams.slice(index, index + 2);
      if (key === this.#wakeKey) this.#wakeCursor = lastIdOf(entries) ?? this.#wakeCursor;
      for (const waiter of [...(this.#waiters.get(String(key)) ?? [])]) waiter.resolve();
    }
  }

  /** Ends the XREAD under way, because the list of streams has changed or no subscriber is left. */
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
  const [id] = listOf(listOf(entries).at(-1));
  return typeof id === "string" ? id : undefined;
}
