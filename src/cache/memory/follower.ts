import { Ticker } from "../../async/index.js";
import type { Executor } from "../../executor.js";
import { type CacheEvent, isAfter } from "./cache-event.js";
import { readEvents, readPosition } from "./read-events.js";

export interface FollowerOptions {
  readonly executor: Executor;
  /** Key of the event stream. */
  readonly stream: string;
  readonly coherence: { readonly pollMs: number; readonly maxLagMs: number | "unbounded" };
  /** The copies of entries, to which the events are applied. */
  readonly copies: {
    readonly size: number;
    apply(event: CacheEvent): void;
    /** Forgets all, because events may have been missed and their ids may start anew. */
    reset(): void;
  };
  /** Told of invalidations by other processes, and when some may have been missed. */
  readonly onInvalidation: () => void;
  /** Told how many invalidations of one read were applied, and the origins that came with some of them. */
  readonly onApplied: (events: number, origins: readonly string[]) => void;
  /** Told what kept the stream from being read. */
  readonly onFailure: (error: unknown) => void;
}

/** After this long without use, the stream is not read any more. */
const IDLE_MS = 10_000;
/** The time limit of one read is `maxLagMs` within these bounds. */
const MIN_TIMEOUT_MS = 250;
const MAX_TIMEOUT_MS = 2_000;

/**
 * Follows the event stream of a cache for the copies of entries in this process. Reads the stream every `pollMs` while the
 * copies are used. After {@link IDLE_MS} without use it stops, and the next use starts it again.
 *
 * The position is the last event that was handled, or `undefined` while there is no copy. Then the first copy sets the
 * position: the last event at the time the copy was read. Copies may be served while the latest successful read of the
 * stream began no more than `maxLagMs` ago, because every invalidation before that has been handled.
 */
export class Follower {
  readonly #options: FollowerOptions;
  readonly #timeoutMs: number;
  readonly #ticker: Ticker;
  #position: string | undefined;
  #provenAtMs = Number.NEGATIVE_INFINITY;
  /** Replies that were requested before the stream was reset are ignored. */
  #resetAtMs = Number.NEGATIVE_INFINITY;
  #usedAtMs = 0;
  /** The primary did not answer last time. */
  #isCutOff = false;
  #isClosed = false;

  constructor(options: FollowerOptions) {
    this.#options = options;
    const { pollMs, maxLagMs } = options.coherence;
    this.#ticker = new Ticker(() => this.#poll(), {
      retryMs: pollMs,
      fromStart: true,
      onFailure: (error) => {
        if (this.#isClosed) return;
        // The copies grow old, and are not served once they are older than `maxLagMs`.
        this.#isCutOff = true;
        options.onFailure(error);
      },
    });
    this.#timeoutMs =
      maxLagMs === "unbounded"
        ? MAX_TIMEOUT_MS
        : Math.min(MAX_TIMEOUT_MS, Math.max(MIN_TIMEOUT_MS, maxLagMs));
  }

  /** Milliseconds since the latest successful read of the stream began; undefined while the stream is not followed. */
  get lagMs(): number | undefined {
    return this.#provenAtMs === Number.NEGATIVE_INFINITY ? undefined : performance.now() - this.#provenAtMs;
  }

  /** Whether the stream is being read. */
  get isActive(): boolean {
    return this.#ticker.isActive;
  }

  /**
   * Whether copies may be served at this time of the monotonic clock. `provenAtMs`: when the latest successful read of the
   * stream began.
   */
  isCurrent(nowMs: number, provenAtMs: number = this.#provenAtMs): boolean {
    const { maxLagMs } = this.#options.coherence;
    if (this.#isClosed) return false;
    return maxLagMs === "unbounded" || nowMs - provenAtMs <= maxLagMs;
  }

  /**
   * Whether the next reading of an entry should ask the primary, whose reply goes to `noteLatest`: then copies can be served
   * without waiting for the next read of the stream. Not while the primary does not answer: then replicas may.
   */
  wantsPrimary(nowMs: number): boolean {
    return !this.#isClosed && !this.#isCutOff && !this.isCurrent(nowMs);
  }

  /** The primary was asked and did not answer. From now on the follower finds out when it answers again. */
  noteUnreachable(nowMs: number): void {
    this.#isCutOff = true;
    this.use(nowMs);
  }

  /** Called whenever copies are used: keeps the stream being read. */
  use(nowMs: number): void {
    this.#usedAtMs = nowMs;
    if (this.#ticker.isActive || this.#isClosed) return;
    // Read at once only when the copies are out of date.
    this.#ticker.schedule(this.isCurrent(nowMs) ? this.#options.coherence.pollMs : 0);
  }

  /**
   * Whether a copy may be kept that was requested at `atMs` and read when `since` was the last event: not if an event was
   * handled since.
   */
  admits(since: string, atMs: number): boolean {
    if (this.#isClosed || atMs <= this.#resetAtMs) return false;
    this.#position ??= since;
    return !isAfter(this.#position, since);
  }

  /** The primary replied to a request of `atMs` that `since` is the last event. */
  noteLatest(since: string, atMs: number): void {
    if (atMs <= this.#resetAtMs) return;
    // With no copy, events before this one do not matter.
    const starts =
      this.#position === undefined || (this.#options.copies.size === 0 && isAfter(since, this.#position));
    if (starts) this.#position = since;
    if (this.proves(since, atMs)) this.#provenAtMs = Math.max(this.#provenAtMs, atMs);
  }

  /** Whether nothing was missed, if the primary replied to a request of `atMs` that `since` is the last event. */
  proves(since: string, atMs: number): boolean {
    return atMs > this.#resetAtMs && this.#position === since;
  }

  /** Reads the stream now. Never rejects: if the read fails, the copies stay out of date. */
  catchUp(): Promise<void> {
    return this.#ticker.run();
  }

  /** Does not wait for a read under way, whose reply is ignored. */
  close(): void {
    this.#isClosed = true;
    void this.#ticker.stop();
  }

  async #poll(): Promise<number | undefined> {
    const askedAtMs = performance.now();
    if (this.#isClosed || askedAtMs - this.#usedAtMs > IDLE_MS) return undefined;
    const isComplete = await this.#catchUp(askedAtMs);
    this.#isCutOff = false;
    return isComplete ? this.#options.coherence.pollMs : 0;
  }

  /** @returns whether everything that happened until `askedAtMs` has been handled. */
  async #catchUp(askedAtMs: number): Promise<boolean> {
    const { executor, stream, copies, onInvalidation, onApplied } = this.#options;
    const position = this.#position;
    const options = { timeoutMs: this.#timeoutMs };
    if (position === undefined) {
      this.noteLatest(await readPosition(executor, stream, options), askedAtMs);
      return true;
    }
    const news = await readEvents(executor, stream, position, options);
    // The position has changed meanwhile, so these events no longer matter.
    if (this.#position !== position || this.#isClosed) return true;
    if (news.isBroken) {
      this.#position = undefined;
      this.#provenAtMs = Number.NEGATIVE_INFINITY;
      this.#resetAtMs = performance.now();
      copies.reset();
      onInvalidation();
      return true;
    }
    for (const event of news.events) {
      copies.apply(event);
      if (event.kind !== "put") onInvalidation();
      this.#position = event.id;
    }
    const invalidations = news.events.filter(({ kind }) => kind !== "put");
    if (invalidations.length > 0) {
      onApplied(
        invalidations.length,
        invalidations.flatMap(({ origin }) => origin ?? []),
      );
    }
    if (news.isComplete) this.#provenAtMs = Math.max(this.#provenAtMs, askedAtMs);
    return news.isComplete;
  }
}
