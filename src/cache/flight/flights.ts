import { LRUCache } from "lru-cache";
import { BackgroundTasks } from "./background-tasks.js";
import { MovingMean } from "./moving-mean.js";
import { SharedCalls } from "./shared-calls.js";

/** Answers that one cache renews at the same time; further ones are renewed at a later hit. */
const MAX_REFRESHES = 32;
/** Small things that Redis is told of afterwards. */
const MAX_ERRANDS = 256;
/** Between two attempts to renew an answer, so that not every hit makes one while a model fails or another process is at it. */
const HOLD_OFF_MS = 1_000;
const MAX_HELD_OFF = 10_000;

/** What is under way in one cache of this process. `Examined`: of a look-up, `Made`: of an answer. */
export class Flights<Examined, Made> {
  readonly lookups = new SharedCalls<Examined>();
  readonly embeddings = new SharedCalls<Float32Array>();
  readonly answers = new SharedCalls<Made>();
  readonly refreshes = new BackgroundTasks(MAX_REFRESHES);
  readonly errands = new BackgroundTasks(MAX_ERRANDS);
  /** Milliseconds that producers took. */
  readonly producerMs = new MovingMean();
  readonly #heldOff = new LRUCache<string, true>({ max: MAX_HELD_OFF, ttl: HOLD_OFF_MS });

  /** Whether an answer may be renewed now; if so it may not be again for a second. */
  mayRefresh(entryId: string): boolean {
    if (this.#heldOff.has(entryId) || this.answers.has(entryId)) return false;
    this.#heldOff.set(entryId, true);
    return true;
  }

  /** After an invalidation: who comes now must not be given what was asked for before it. */
  startAnew(): void {
    this.lookups.startAnew();
    this.answers.startAnew();
  }

  async close(): Promise<void> {
    await this.refreshes.close();
    await this.errands.close();
  }
}
