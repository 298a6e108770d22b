import { Ticker } from "../../../async/index.js";
import type { Executor } from "../../../executor.js";
import type { EvictionPolicy } from "../../../options/index.js";
import { Script } from "../../../script.js";
import type { CacheKeys } from "../../question/index.js";
import { TOUCH_ENTRIES } from "../scripts/touch-entries.lua.js";

const touchScript = new Script(TOUCH_ENTRIES, { readOnly: false });

/** Hits are collected for this long, so that there is at most one trip per tenth of a second. Far below any sliding life. */
const FLUSH_MS = 100;
/** Entries in one trip. */
const BATCH = 250;
/** Most entries whose hits wait to be sent; hits of further entries are dropped. */
const MAX_WAITING = 10_000;
const TIMEOUT_MS = 2_000;

interface Touch {
  /** When the hit entry was stored. A later entry under the same id is not touched. */
  readonly createdAtMs: number;
  times: number;
  /** By the monotonic clock of this process. */
  atMs: number;
  /** The last hit that prolongs its life. */
  slidAtMs: number | undefined;
}

export interface Hit {
  readonly entryId: string;
  readonly createdAtMs: number;
  /** Whether it prolongs the life of a sliding entry. */
  readonly slides: boolean;
}

export interface TouchRecorderOptions {
  readonly executor: Executor;
  readonly keys: CacheKeys;
  readonly policy: EvictionPolicy;
  /** Called with the reason why hits could not be sent. */
  readonly onFailure: (error: unknown) => void;
  readonly now?: () => number;
}

/**
 * Records hits of all tiers and sends them to Redis in batches. Eviction goes by them, and they prolong sliding lives. A hit
 * costs the caller one access to a map. Hits that could not be sent are kept for the next batch.
 */
export class TouchRecorder {
  readonly #executor: Executor;
  readonly #keys: CacheKeys;
  readonly #policy: EvictionPolicy;
  readonly #now: () => number;
  #generation = "";
  #waiting = new Map<string, Touch>();
  readonly #ticker: Ticker;
  #isClosed = false;

  constructor({ executor, keys, policy, onFailure, now }: TouchRecorderOptions) {
    this.#executor = executor;
    this.#keys = keys;
    this.#policy = policy;
    this.#now = now ?? (() => performance.now());
    this.#ticker = new Ticker(() => this.#sendAll(), { retryMs: FLUSH_MS, onFailure });
  }

  note({ entryId, createdAtMs, slides }: Hit, generation: string): void {
    if (this.#isClosed) return;
    if (generation !== this.#generation) {
      this.#generation = generation;
      this.#waiting.clear();
    }
    const atMs = this.#now();
    const known = this.#waiting.get(entryId);
    if (known !== undefined && known.createdAtMs === createdAtMs) {
      known.times++;
      known.atMs = atMs;
      if (slides) known.slidAtMs = atMs;
    } else if (known !== undefined || this.#waiting.size < MAX_WAITING) {
      this.#waiting.set(entryId, { createdAtMs, times: 1, atMs, slidAtMs: slides ? atMs : undefined });
    }
    this.#ticker.schedule(FLUSH_MS);
  }

  /** Drops the hits that wait, because their entries are gone. */
  forget(): void {
    this.#waiting.clear();
  }

  /** Sends all hits that wait. Does not reject. */
  flush(): Promise<void> {
    return this.#ticker.run();
  }

  /** Sends the hits that wait, and records no more. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#ticker.stop();
    await this.flush();
  }

  async #sendAll(): Promise<undefined> {
    const generation = this.#generation;
    const touches = [...this.#waiting];
    this.#waiting.clear();
    for (let start = 0; start < touches.length; start += BATCH) {
      try {
        await this.#send(generation, touches.slice(start, start + BATCH));
      } catch (error) {
        this.#keep(generation, touches.slice(start));
        throw error;
      }
    }
  }

  async #send(generation: string, touches: readonly (readonly [string, Touch])[]): Promise<void> {
    const now = this.#now();
    const ago = (atMs: number) => String(Math.max(0, Math.round(now - atMs)));
    const args = touches.flatMap(([entryId, { createdAtMs, times, atMs, slidAtMs }]) => [
      entryId,
      String(createdAtMs),
      ago(atMs),
      String(times),
      slidAtMs === undefined ? "" : ago(slidAtMs),
    ]);
    // A batch that is sent twice counts its uses twice, which does no harm.
    const options = { idempotent: true, timeoutMs: TIMEOUT_MS };
    await touchScript.run(
      this.#executor,
      this.#keys.generation,
      [generation, this.#policy, ...args],
      options,
    );
  }

  #keep(generation: string, touches: readonly (readonly [string, Touch])[]): void {
    if (generation !== this.#generation) return;
    for (const [entryId, touch] of touches) {
      const later = this.#waiting.get(entryId);
      if (later === undefined) {
        if (this.#waiting.size < MAX_WAITING) this.#waiting.set(entryId, touch);
      } else if (later.createdAtMs === touch.createdAtMs) {
        later.times += touch.times;
        later.slidAtMs ??= touch.slidAtMs;
      }
    }
  }
}
