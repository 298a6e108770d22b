import type { BackgroundFailures, BackgroundTasks, Lifecycle } from "../../async/index.js";
import type { Embedder } from "../../embedding/index.js";
import type { Executor } from "../../executor.js";
import type { CacheObserver } from "../contract/index.js";
import type { FollowedMemory } from "../memory/index.js";
import type { CacheKeys, QuestionContext } from "../question/index.js";
import type { Generation } from "./generation.js";
import type { CacheTimings } from "./timings.js";

/** What all parts of one cache share. Made once; each sub-room above extends it with what is its own. */
export interface CacheContext extends QuestionContext {
  readonly executor: Executor;
  readonly keys: CacheKeys;
  readonly embedder: Embedder | undefined;
  readonly timings: CacheTimings;
  /** Names this cache object among those of all processes. */
  readonly instanceId: string;
  readonly generation: Generation;
  readonly memory: FollowedMemory | undefined;
  /** Told of every look-up and every store. */
  readonly observers: CacheObserver[];
  readonly lifecycle: Lifecycle;
  /** Counts what fails in the background, and tells the client. */
  readonly failures: BackgroundFailures;
  /** Small commands that no caller waits for. */
  readonly background: BackgroundTasks;
}
