import type { Executor } from "../../../executor.js";
import type { CacheEvent } from "./cache-event.js";
import { isAfter } from "./event-id.js";
import { readEvents, readPosition } from "./read-events.js";

/** What keeps copies of entries and must hear of events. */
export interface EventSink {
  /** True when it holds nothing that an event could concern. */
  readonly isEmpty: boolean;
  apply(event: CacheEvent): void;
  /** Events are missing: nothing that is held can be trusted, and ids may start anew. */
  distrust(): void;
}

export interface FollowerSettings {
  readonly pollMs: number;
  readonly maxLagMs: number | "unbounded";
}

/** Without use for so long, nothing is asked any more. */
const IDLE_MS = 10_000;
/** How long one question may take: shorter than this is no use when `maxLagMs` allows more, longer holds up the next. */
const MIN_TIMEOUT_MS = 250;
const MAX_TIMEOUT_MS = 2_000;

/**
 * Follows the event stream of a cache for copies in this process. Asks every `pollMs` while they are used; after
 * {@link IDLE_MS} without use it falls silent, and the next use wakes it.
 *
 * The position is the last event that was handled, or `undefined` while there is nothing to follow for: then the first copy
 * brings it, as the last event at the time it was read. Copies may be served while the last question that was answered was
 * asked no more than `maxLagMs` ago: what was invalidated longer ago than that has been heard of.
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
  /** What was asked for until then knows nothing of the stream as it is now. */
  #brokenAtMs = Number.NEGATIVE_INFINITY;
  #usedAtMs = 0;
  #timer: NodeJS.Timeout | undefined;
  #isAsking = false;
  /** The primary did not answer last time. */
  #isCutOff = false;
  #isClosed = false;

  constructor(
    executor: Executor,
    stream: string,
    settings: FollowerSettings,
    sink: EventSink,
    now: () => number = () => performance.now(),
  ) {
    this.#executor = executor;
    this.#stream = stream;
    this.#settings = settings;
    this.#sink = sink;
    this.#now = now;
    const { maxLagMs } = settings;
    this.#timeoutMs =
      maxLagMs === "unbounded"
        ? MAX_TIMEOUT_MS
        : Math.min(MAX_TIMEOUT_MS, Math.max(MIN_TIMEOUT_MS, maxLagMs));
  }

  /** Milliseconds since the question was asked that was answered last; undefined while nothing is followed. */
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
   * Whether the next reading should be one of the primary, for `heard`: it lets copies be served without waiting for the
   * next question. Not while the primary does not answer: then replicas may.
   */
  wantsPrimary(nowMs: number): boolean {
    return !this.#isClosed && !this.#isCutOff && !this.isCurrent(nowMs);
  }

  /** The primary was asked and did not answer. From now on it is for the follower to find out when it does. */
  unheard(nowMs: number): void {
    this.#isCutOff = true;
    this.use(nowMs);
  }

  /** Called whenever copies are used: keeps the questions going. */
  use(nowMs: number): void {
    this.#usedAtMs = nowMs;
    if (this.#timer !== undefined || this.#isAsking || this.#isClosed) return;
    // Asked at once only when there is something to catch up with.
    this.#schedule(this.isCurrent(nowMs) ? this.#settings.pollMs : 0);
  }

  /** Whether a copy that was asked for at `atMs`, and read when `since` was the last event, has missed nothing that was handled already. */
  admits(since: string, atMs: number): boolean {
    if (this.#isClosed || atMs <= this.#brokenAtMs) return false;
    this.#position ??= since;
    return !isAfter(this.#position, since);
  }

  /** The primary said at `atMs`, or later, that `since` is the last event. */
  heard(since: string, atMs: number): void {
    if (atMs <= this.#brokenAtMs) return;
    // Nothing is held: what happened before is no concern.
    const starts = this.#position === undefined || (this.#sink.isEmpty && isAfter(since, this.#position));
    if (starts) this.#position = since;
    if (this.proves(since, atMs)) this.#provenAtMs = Math.max(this.#provenAtMs, atMs);
  }

  /** Whether the primary's word, asked for at `atMs`, that `since` is the last event shows that nothing was missed. */
  proves(since: string, atMs: number): boolean {
    return atMs > this.#brokenAtMs && this.#position === since;
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #schedule(delayMs: number): void {
    this.#timer = setTimeout(() => void this.#ask(), delayMs);
    this.#timer.unref();
  }

  async #ask(): Promise<void> {
    this.#timer = undefined;
    const askedAtMs = this.#now();
    if (this.#isClosed || askedAtMs - this.#usedAtMs > IDLE_MS) return;
    this.#isAsking = true;
    let isComplete = true;
    try {
      isComplete = await this.#catchUp(askedAtMs);
      this.#isCutOff = false;
    } catch {
      this.#isCutOff = true;
      // Not reachable: copies grow old, and are not served once they are older than `maxLagMs`.
    } finally {
      this.#isAsking = false;
    }
    if (this.#isClosed) return;
    const tookMs = this.#now() - askedAtMs;
    this.#schedule(isComplete ? Math.max(0, this.#settings.pollMs - tookMs) : 0);
  }

  /** @returns whether everything that happened until `askedAtMs` has been handled. */
  async #catchUp(askedAtMs: number): Promise<boolean> {
    const position = this.#position;
    const options = { timeoutMs: this.#timeoutMs };
    if (position === undefined) {
      this.heard(await readPosition(this.#executor, this.#stream, options), askedAtMs);
      return true;
    }
    const news = await readEvents(this.#executor, this.#stream, position, options);
    // Meanwhile it began anew elsewhere in the stream: these events are of no use any more.
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
