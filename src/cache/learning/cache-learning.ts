import type { LearningExport } from "./learning-export.js";
import type { SharedLearning } from "./shared-learning.js";

/** What a cache has learned about its decisions, for all instances of one tenant's cache. Every method rejects when Redis does. */
export class CacheLearning {
  readonly #shared: SharedLearning;

  constructor(shared: SharedLearning) {
    this.#shared = shared;
  }

  /** Forgets labels, weights, word counts and quality figures. Other instances follow with their next trip (`learning.syncMs`). Entries stay. */
  reset(): Promise<void> {
    return this.#shared.reset();
  }

  /** Labels and word counts as plain data (JSON), some hundred kilobytes. Holds hashes of words, no texts. */
  export(): Promise<LearningExport> {
    return this.#shared.export();
  }

  /**
   * Puts what another cache with the same embedder has learned in the place of what this one has.
   * @throws OctavecError `INVALID_ARGUMENT` for damaged data, another version or another embedder; nothing is changed then.
   */
  import(learned: LearningExport): Promise<void> {
    return this.#shared.import(learned);
  }
}
