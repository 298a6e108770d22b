import { Ticker } from "../../../async/index.js";
import type { Executor } from "../../../executor.js";
import type { CacheEvent } from "./cache-event.js";
import { isAfter } from "./event-id.js";
import { readEvents, readPosition } from "./read-events.js";

/** What keeps copies of entries and is told of events. */
export interface EventSink {
  /** True when it holds nothing that an event could concern. */
  readonly isEmpty: boolean;
  apply(event: CacheEvent): void;
  /** Events are missing: no copy can be trusted, and ids may start anew. */
  distrust(): void;
}

export interface FollowerOptions {
  readonly executor: Executor;
  readonly stream: string;
  readonly settings: FollowerSettings;
  readonly sink: EventSink;
  /** Told what kept the stream from being read. */
  readonly onFailure: (error: unknown) => void;
  readonly now: () => number;
}

export interface FollowerSettings {
  readonly pollMs: number;
  readonly maxLagMs: number | "unbounded";
}

/** After this long without use, the stream is not read any more. */
const IDLE_MS = 10_000;
/** Bounds of the time limit of one read: less is of no use when `maxLagMs` allows more, and more would delay the next read. */
const MIN_TIMEOUT_MS = 250;
const MAX_TIMEOUT_MS = 2_000;

/**
 * Follows the event stream of a cache for copies in this process. Reads the stream every `pollMs` while the copies are used;
 * after {@link IDLE_MS} without use it stops, and the next use starts it again.
 *
 * The position is the last event that was handled, or `undefined` while there is no copy: then the first copy brings the
 * position, which is the last event at the time the copy was read. Copies may be served while the latest successful read of
 * the stream began no more than `maxLagMs` ago: every invalidation before that has been handled.
 */
export class Follower {
  readonly #executor: Executor;
  readonly #stream: string;
  readonly #settings: FollowerSettings;
  readonly #sink: EventSink;
  readonly #now: () => number;
  readonly #timeoutMs: number;
  #position: string | undefined;
  #provenAtMs = Number.NEGATIVE_INFINITY;
  /** Ignore replies that were requested before the stream was reset. */
  #brokenAtMs = Number.NEGATIVE_INFINITY;
  #usedAtMs = 0;
  readonly #ticker: Ticker;
  /** The primary did not answer last time. */
  #isCutOff = false;
  #isClosed = false;

  constructor({ executor, stream, settings, sink, onFailure, now }: FollowerOptions) {
    this.#executor = executor;
    this.#stream = stream;
    this.#settings = settings;
    this.#sink = sink;
    this.#now = now;
    this.#ticker = new Ticker(() => this.#poll(), {
      retryMs: settings.pollMs,
      fromStart: true,
      onFailure: (error) => {
        if (this.#isClosed) return;
        // The copies grow old, and are not served once they are older than `maxLagMs`.
        this.#isCutOff = true;
        onFailure(error);
      },
    });
    const { maxLagMs } = settings;
    this.#timeoutMs =
      maxLagMs === "unbounded"
        ? MAX_TIMEOUT_MS
        : Math.min(MAX_TIMEOUT_MS, Math.max(MIN_TIMEOUT_MS, maxLagMs));
  }

  /** Milliseconds since the latest successful read of the stream began; undefined while the stream is not followed. */
  get lagMs(): number | undefined {
    return this.#provenAtMs === Number.NEGATIVE_INFINITY ? undefined : this.#now() - this.#provenAtMs;
  }

  /**
   * Whether copies may be served at this time of the monotonic clock. `provenAtMs`: when the last question was asked that was
   * answered.
   */
  isCurrent(nowMs: number, provenAtMs: number = this.#provenAtMs): boolean {
    const { maxLagMs } = this.#settings;
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
    this.#ticker.schedule(this.isCurrent(nowMs) ? this.#settings.pollMs : 0);
  }

  /** Whether a copy that was requested at `atMs`, and read when `since` was the last event, misses no event that was already handled. */
  admits(since: string, atMs: number): boolean {
    if (this.#isClosed || atMs <= this.#brokenAtMs) return false;
    this.#position ??= since;
    return !isAfter(this.#position, since);
  }

  /** The primary replied to a request of `atMs` that `since` is the last event. */
  noteLatest(since: string, atMs: number): void {
    if (atMs <= this.#brokenAtMs) return;
    // With no copy, events before this one do not matter.
    const starts = this.#position === undefined || (this.#sink.isEmpty && isAfter(since, this.#position));
    if (starts) this.#position = since;
    if (this.proves(since, atMs)) this.#provenAtMs = Math.max(this.#provenAtMs, atMs);
  }

  /** Whether the primary's word, asked for at `atMs`, that `since` is the last event shows that nothing was missed. */
  proves(since: string, atMs: number): boolean {
    return atMs > this.#brokenAtMs && this.#position === since;
  }

  /** Does not wait for a read under way, whose reply is ignored. */
  close(): void {
    this.#isClosed = true;
    void this.#ticker.stop();
  }

  async #poll(): Promise<number | undefined> {
    const askedAtMs = this.#now();
    if (this.#isClosed || askedAtMs - this.#usedAtMs > IDLE_MS) return undefined;
    const isComplete = await this.#catchUp(askedAtMs);
    this.#isCutOff = false;
    return isComplete ? this.#settings.pollMs : 0;
  }

  /** @returns whether everything that happened until `askedAtMs` has been handled. */
  async #catchUp(askedAtMs: number): Promise<boolean> {
    const position = this.#position;
    const options = { timeoutMs: this.#timeoutMs };
    if (position === undefined) {
      this.noteLatest(await readPosition(this.#executor, this.#stream, options), askedAtMs);
      return true;
    }
    const news = await readEvents(this.#executor, this.#stream, position, options);
    // The position was set anew meanwhile: these events are of no use any more.
    if (this.#position !== position || this.#isClosed) return true;
    if (news.isBroken) {
      this.#position = undefined;
      this.#provenAtMs = Number.NEGATIVE_INFINITY;
      this.#brokenAtMs = this.#now();
      this.#sink.distrust();
      return true;
    }
    for (const event of news.events) {
      this.#sink.apply(event);
      this.#position = event.id;
    }
    if (news.isComplete) this.#provenAtMs = Math.max(this.#provenAtMs, askedAtMs);
    return news.isComplete;
  }
}
