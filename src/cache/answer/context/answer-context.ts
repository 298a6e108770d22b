import { LRUCache } from "lru-cache";
import { type BackgroundFailures, BackgroundTasks, type SharedCalls } from "../../../async/index.js";
import type { LookupContext } from "../../find/index.js";
import type { MadeAnswer } from "./wrap-types.js";

/** What making, storing and refreshing answers needs. */
export interface AnswerContext extends LookupContext {
  /** Answers being made in this process, by entry id: callers who ask the same share one. */
  readonly answers: SharedCalls<MadeAnswer>;
  /** Streams that run in this process, by format and entry id: callers who ask the same read one. */
  readonly streams: Map<string, object>;
  readonly refreshes: Refreshes;
}

/** Answers that one cache refreshes at the same time; further ones are refreshed at a later hit. */
const MAX_REFRESHES = 32;
/** Time between two attempts to refresh an answer, so that not every hit tries while a model fails or another process works. */
const HOLD_OFF_MS = 1_000;
const MAX_HELD_OFF = 10_000;

/** Refreshes under way in one cache of this process. */
export class Refreshes {
  readonly tasks: BackgroundTasks;
  readonly #recent = new LRUCache<string, true>({ max: MAX_HELD_OFF, ttl: HOLD_OFF_MS });

  constructor(failures: BackgroundFailures) {
    this.tasks = new BackgroundTasks(MAX_REFRESHES, failures);
  }

  /** Whether an answer may be refreshed now. If so, it may not be refreshed again for a second. */
  mayBegin(entryId: string): boolean {
    if (this.tasks.isFull || this.#recent.has(entryId)) return false;
    this.#recent.set(entryId, true);
    return true;
  }
}
