import type { SemanticCache } from "../../cache/index.js";
import type { VectorClient } from "../../index.js";
import { type LiveUpdate, updateOf } from "../top/live-figures.js";
import { look } from "../top/look.js";

/** Updates that are kept: ten minutes at one a second. */
const MOST_KEPT = 600;
/** Tenants whose updates are kept; beyond that, those that were begun first go. */
const MOST_FEEDS = 20;

export interface FeedOptions {
  readonly client: VectorClient;
  readonly intervalMs: number;
  /** Ends looks that are under way. */
  readonly signal: AbortSignal;
}

/** The latest updates of a server and one cache. It looks only when it is asked, at most once in an interval. */
class LiveFeed {
  readonly #options: FeedOptions;
  readonly #cache: SemanticCache | undefined;
  readonly #updates: LiveUpdate[] = [];
  #before: Parameters<typeof updateOf>[0];
  #lastMs = Number.NEGATIVE_INFINITY;
  #looking: Promise<void> | undefined;

  constructor(options: FeedOptions, cache: SemanticCache | undefined) {
    this.#options = options;
    this.#cache = cache;
  }

  /** The updates after this time, oldest first; without one, all that are kept. */
  async read(after: string | undefined): Promise<readonly LiveUpdate[]> {
    if (performance.now() - this.#lastMs >= this.#options.intervalMs) {
      this.#looking ??= this.#look().finally(() => {
        this.#looking = undefined;
      });
    }
    await this.#looking;
    // ISO 8601: the order of texts is that of times.
    return after === undefined ? [...this.#updates] : this.#updates.filter(({ time }) => time > after);
  }

  async #look(): Promise<void> {
    const { client, signal } = this.#options;
    const now = await look(client, this.#cache, signal);
    this.#lastMs = performance.now();
    this.#updates.push(updateOf(this.#before, now));
    if (this.#updates.length > MOST_KEPT) this.#updates.shift();
    this.#before = now.seen ?? this.#before;
  }
}

/** One feed for each tenant that is looked at, and one without a cache. */
export class LiveFeeds {
  readonly #options: FeedOptions;
  readonly #feeds = new Map<string | undefined, LiveFeed>();

  constructor(options: FeedOptions) {
    this.#options = options;
  }

  of(tenant: string | undefined, cacheOf: () => SemanticCache | undefined): LiveFeed {
    const found = this.#feeds.get(tenant) ?? new LiveFeed(this.#options, cacheOf());
    this.#feeds.set(tenant, found);
    if (this.#feeds.size > MOST_FEEDS) this.#feeds.delete(this.#feeds.keys().next().value);
    return found;
  }
}
