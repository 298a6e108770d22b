import type { Executor } from "../../executor.js";
import type { OperationOptions } from "../../options/index.js";
import { listOf, replyOf, unexpectedReply } from "../../reply.js";
import type { CollectionKeys } from "../elements/collection-keys.js";
import type { EndOfRecord } from "./end-of-record.js";
import { type LocalClocks, ServerClock } from "./server-clock.js";
import { instantOf, NEVER_MS } from "./stored-instant.js";

/** Field of the collection's record: there may be elements with an instant of expiry. Set by the first write with a TTL, for good. */
export const EXPIRES_FIELD = "expires";
/** Field of the collection's record: every element has an instant, so the server can leave expired ones out by FILTER. */
export const ALL_EXPIRE_FIELD = "expiresAll";

/** How long a repository trusts that nobody has begun to use TTLs, where no reply would show it. */
const MAX_DOUBT_MS = 1_000;

export interface ExpiryParts {
  readonly executor: Executor;
  readonly keys: CollectionKeys;
  readonly clocks: LocalClocks;
  /** Called when elements are known to expire, each time one was written: with the milliseconds until the first of them does. */
  readonly onDue: (dueInMs: number) => void;
}

/**
 * What a repository knows of the expiry of its collection: whether TTLs are in use, and what time it is on the server. A
 * collection without TTLs costs nothing: its elements carry no instant and no clock is read.
 *
 * The knowledge may be old. So whoever reads elements looks at their instants in any case.
 */
export class Expiry {
  readonly #parts: ExpiryParts;
  readonly #clock: ServerClock;
  #isUsed = false;
  #isTotal = false;
  /** Whether the record was read since TTLs are known to be in use. */
  #isCurrent = false;
  #droppedCount = 0;
  #lookedAtMs = Number.NEGATIVE_INFINITY;

  constructor(parts: ExpiryParts) {
    this.#parts = parts;
    this.#clock = new ServerClock(parts.clocks);
  }

  /** Whether TTLs are in use, as far as is known. */
  get isUsed(): boolean {
    return this.#isUsed;
  }

  /** Whether every element has an instant, as far as is known. */
  get isTotal(): boolean {
    return this.#isTotal;
  }

  /** How many expired elements were met. It grows. */
  get droppedCount(): number {
    return this.#droppedCount;
  }

  /** Whether TTLs may have come into use since the record was read. */
  get isDoubtful(): boolean {
    return !this.#isUsed && this.#parts.clocks.elapsedMs() - this.#lookedAtMs > MAX_DOUBT_MS;
  }

  /** Takes over what the collection's record says. */
  learn(record: { has(field: string): boolean }): void {
    this.#lookedAtMs = this.#parts.clocks.elapsedMs();
    if (record.has(EXPIRES_FIELD)) this.notice();
    else this.#isUsed = false;
    this.#isTotal = record.has(ALL_EXPIRE_FIELD);
    this.#isCurrent = true;
  }

  /** TTLs are in use: an element with an instant was met. */
  notice(): void {
    if (this.#isUsed) return;
    this.#isUsed = true;
    this.#isCurrent = false;
    this.#parts.onDue(0);
  }

  /** An element was written, or lives on, and expires in so many milliseconds. */
  wrote(dueInMs: number): void {
    this.notice();
    this.#parts.onDue(Math.max(0, dueInMs));
  }

  /** The instant of a record that is written now. */
  instantFor({ ttlMs, expiresAtMs = NEVER_MS }: EndOfRecord): number {
    return ttlMs === undefined ? expiresAtMs : Math.floor(this.nowMs()) + ttlMs;
  }

  /** Reads the server's clock, and what the record says, if the last reading is old. One round trip then. */
  async prepare({ signal, timeoutMs }: OperationOptions): Promise<void> {
    if (this.#clock.isOld || !this.#isCurrent) await this.#read({ signal, timeoutMs });
  }

  /** Looks whether TTLs have come into use. */
  async look({ signal, timeoutMs }: OperationOptions): Promise<void> {
    const { executor, keys } = this.#parts;
    const options = { signal, timeoutMs, idempotent: true };
    // Before the answer, so that concurrent searches do not all ask.
    this.#lookedAtMs = this.#parts.clocks.elapsedMs();
    const used = await executor.send(["HGET", keys.meta, EXPIRES_FIELD], options);
    if (used !== null) this.notice();
  }

  /** Milliseconds since 1970 by the server's clock. Call `prepare` before. */
  nowMs(): number {
    return this.#clock.nowMs();
  }

  /**
   * Whether an element may be returned. If this repository does not know yet that elements expire, it is told so, and the caller
   * must ask again: `isUsed` is true then.
   */
  isLive(stored: string | Buffer | undefined): boolean {
    const instantMs = instantOf(stored);
    if (instantMs === undefined || instantMs === NEVER_MS) return true;
    this.notice();
    if (!this.#clock.isRead || instantMs > this.nowMs()) return true;
    this.#droppedCount++;
    return false;
  }

  async #read(options: OperationOptions): Promise<void> {
    const { executor, keys } = this.#parts;
    const answered = this.#clock.beginReading();
    const [result] = await executor.pipeline(
      // One transaction, so that in a cluster the node of the collection tells the time. From the primary, whose clock counts.
      [{ transaction: [["HMGET", keys.meta, EXPIRES_FIELD, ALL_EXPIRE_FIELD], ["TIME"]] }],
      { ...options, idempotent: true },
    );
    const [marks, time] = listOf(replyOf(result, options.signal));
    answered(time);
    if (!this.#clock.isRead) throw unexpectedReply("TIME", "seconds and microseconds", time);
    const [used, all] = listOf(marks);
    if (typeof used === "string") this.notice();
    this.#isTotal = typeof all === "string";
    this.#isCurrent = true;
  }
}

/** The elements that have not expired, in their order. Asks for the time only if one of them can expire. */
export async function withoutExpired<T>(
  expiry: Expiry,
  elements: readonly T[],
  storedOf: (element: T) => string | Buffer | undefined,
  wait: OperationOptions,
): Promise<readonly T[]> {
  if (elements.every((element) => instantOf(storedOf(element)) === undefined)) return elements;
  expiry.notice();
  await expiry.prepare(wait);
  return elements.filter((element) => expiry.isLive(storedOf(element)));
}
