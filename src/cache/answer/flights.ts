import { LRUCache } from "lru-cache";
import { type BackgroundFailures, BackgroundTasks, MovingMean, SharedCalls } from "../../async/index.js";
import type { MadeAnswer } from "./wrapped-answer.js";

/** Answers that one cache renews at the same time; further ones are renewed at a later hit. */
const MAX_REFRESHES = 32;
/** Between two attempts to renew an answer, so that not every hit makes one while a model fails or another process is at it. */
const HOLD_OFF_MS = 1_000;
const MAX_HELD_OFF = 10_000;

/** Answers under way in one cache of this process. */
export class Flights {
  readonly answers = new SharedCalls<MadeAnswer>();
  readonly refreshes: BackgroundTasks;
  /** Milliseconds that producers took. */
  readonly producerMs = new MovingMean();
  readonly #heldOff = new LRUCache<string, true>({ max: MAX_HELD_OFF, ttl: HOLD_OFF_MS });

  constructor(failures: BackgroundFailures) {
    this.refreshes = new BackgroundTasks(MAX_REFRESHES, failures);
  }

  /** Whether an answer may be renewed now; if so it may not be again for a second. */
  mayRefresh(entryId: string): boolean {
    if (this.#heldOff.has(entryId) || this.answers.has(entryId)) return false;
    this.#heldOff.set(entryId, true);
    return true;
  }
}
