import type { Executor } from "../../executor.js";
import type { EvictionPolicy } from "../../options/index.js";
import { Script } from "../../script.js";
import type { CacheKeys } from "../cache-keys.js";
import { TOUCH_ENTRIES } from "../script/index.js";

const touchScript = new Script(TOUCH_ENTRIES, { readOnly: false });

/** Hits wait so long for company. Far below any life that slides, and one trip per tenth of a second at most. */
const FLUSH_MS = 100;
/** Entries of one trip. */
const BATCH = 250;
/** Entries whose hits wait at most; beyond that, hits of further ones go unnoticed. */
const MAX_WAITING = 10_000;
const TIMEOUT_MS = 2_000;

interface Touch {
  /** When the entry was stored that was hit: another one under the same id is not meant. */
  readonly createdAtMs: number;
  times: number;
  /** By this process' monotonic clock. */
  atMs: number;
  /** Last hit that prolongs its life. */
  slidAtMs: number | undefined;
}

export interface Hit {
  readonly entryId: string;
  readonly createdAtMs: number;
  /** Whether it prolongs the life of a sliding entry. */
  readonly slides: boolean;
}

/**
 * Takes note of hits, of all tiers, and tells Redis of them in batches: what eviction goes by, and how sliding entries live
 * on. A hit costs the caller a map access. What cannot be told is kept for the next time.
 */
export class TouchRecorder {
  readonly #executor: Executor;
  readonly #keys: CacheKeys;
  readonly #policy: EvictionPolicy;
  readonly #now: () => number;
  #generation = "";
  #waiting = new Map<string, Touch>();
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(
    executor: Executor,
    keys: CacheKeys,
    policy: EvictionPolicy,
    now: () => number = () => performance.now(),
  ) {
    this.#executor = executor;
    this.#keys = keys;
    this.#policy = policy;
    this.#now = now;
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
    this.#schedule();
  }

  /** Drops what waits: the entries are gone. */
  forget(): void {
    this.#waiting.clear();
  }

  /** Tells Redis of all that waits. Does not reject. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const generation = this.#generation;
    const touches = [...this.#waiting];
    this.#waiting.clear();
    for (let start = 0; start < touches.length; start += BATCH) {
      try {
        await this.#send(generation, touches.slice(start, start + BATCH));
      } catch {
        this.#keep(generation, touches.slice(start));
        return;
      }
    }
  }

  /** Tells Redis of what waits, and takes no more. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.flush();
    clearTimeout(this.#timer);
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
    // Told twice, a use counts twice: no harm.
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
    this.#schedule();
  }

  #schedule(): void {
    if (this.#timer !== undefined || this.#isClosed) return;
    this.#timer = setTimeout(() => void this.flush(), FLUSH_MS);
    this.#timer.unref();
  }
}
