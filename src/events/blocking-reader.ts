import { randomUUID } from "node:crypto";
import { backoffMs, onAbort, pause } from "../async/index.js";
import type { VectorClient } from "../client.js";
import { isOctavecError, OctavecError } from "../errors/index.js";
import type { Executor, Reply } from "../executor.js";
import { listOf } from "../reply.js";
import { compareIds } from "./stream-event.js";

interface Waiter {
  /** Id of the entry after which the waiter wants news. */
  readonly after: string;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** How long one XREAD blocks. The reader notices a hung server after this time plus the grace. */
const BLOCK_MS = 5_000;
const GRACE_MS = 2_000;

/** After this time the connection is returned and leased again, so that it can be replaced and follows a failover. */
const LEASE_MS = 60_000;

const RETRY = { baseDelayMs: 25, maxDelayMs: 1_000 };

/** Whether waiting can help. `UNBLOCKED` means that the server became a replica and disconnected its blocked readers. */
export function isTemporary(error: unknown): boolean {
  return isOctavecError(error) && (error.retryable || error.details.reply === "UNBLOCKED");
}

/** Waits after `failures` failures in a row. Rejects if the signal is aborted. */
export function pauseAfter(failures: number, signal: AbortSignal): Promise<void> {
  return pause(backoffMs(failures, RETRY), signal);
}

/**
 * Tells waiters when their stream has new entries. One leased connection blocks on the streams of all waiters, as long as
 * there are subscribers. To change the list of streams while the connection blocks, it also reads a wake-up stream: a new
 * entry there ends the blocking.
 */
export class BlockingReader {
  readonly #client: Pick<VectorClient, "executor" | "lease">;
  readonly #wakeKey: string;
  readonly #waiters = new Map<string, Set<Waiter>>();
  #wakeCursor = "0-0";
  #subscribers = 0;
  #running: Promise<void> | undefined;
  /** Aborts the running XREAD. Its connection is then closed. */
  #reading: AbortController | undefined;
  #isWoken = false;
  readonly #closing = new AbortController();

  /** @param tag - Hash tag of all streams, so that one connection can read them in a cluster too. */
  constructor(client: Pick<VectorClient, "executor" | "lease">, tag: string) {
    this.#client = client;
    // Names of channels contain no tilde.
    this.#wakeKey = `${tag}:~wake:${randomUUID()}`;
  }

  /** Keeps the connection until the subscription ends. @returns a function that ends it. Calling it twice is harmless. */
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
   * Resolves when the stream may have an entry newer than `after`; it may also resolve without one. Only for subscribers. While
   * the server is away, it waits.
   *
   * @throws an error that waiting does not solve; the signal's reason.
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

  /** Ends the reader for good, after the subscribers were told to end. Resolves when the connection was returned. */
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
    // No `await` between the last check for subscribers and this line, so a later subscriber starts a new reader.
    this.#running = undefined;
  }

  async #listen(connection: Executor, hasFailed: boolean): Promise<void> {
    const endsAtMs = performance.now() + LEASE_MS;
    // After a failure every waiter reads its stream, because entries may have come meanwhile.
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

  /** @param reply - A list of key, entries, key, entries and so on; null if XREAD timed out. */
  #dispatch(reply: Reply): void {
    const streams = listOf(reply);
    for (let index = 0; index < streams.length; index += 2) {
      const [key, entries] = streams.slice(index, index + 2);
      if (key === this.#wakeKey) this.#wakeCursor = lastIdOf(entries) ?? this.#wakeCursor;
      for (const waiter of [...(this.#waiters.get(String(key)) ?? [])]) waiter.resolve();
    }
  }

  /** Ends the running XREAD, because the list of streams has changed or no subscriber is left. */
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
      reading.abort(
        new OctavecError(
          "CONNECTION_LOST",
          "A blocking read could not be ended by an entry in its wake-up stream.",
        ),
      );
  }

  #allWaiters(): Waiter[] {
    return [...this.#waiters.values()].flatMap((waiters) => [...waiters]);
  }
}

function lastIdOf(entries: Reply | undefined): string | undefined {
  const [id] = listOf(listOf(entries).at(-1));
  return typeof id === "string" ? id : undefined;
}
