import type { LearningExport } from "./learning-export.js";
import type { SharedLearning } from "./shared-learning.js";
import type { SharedThreshold } from "./shared-threshold.js";

/** What a cache has learned about its decisions, for all instances of one tenant's cache. Every method rejects when Redis does. */
export interface CacheLearning {
  /** Forgets labels, weights, word counts, quality figures and what adaptive thresholds know. Other instances follow with their next trip (`learning.syncMs`). Entries stay. */
  reset(): Promise<void>;
  /** Labels and word counts as plain data (JSON), some hundred kilobytes. Holds hashes of words, no texts. */
  export(): Promise<LearningExport>;
  /**
   * Puts what another cache with the same embedder has learned in the place of what this one has.
   * @throws OctavecError `INVALID_ARGUMENT` for damaged data, another version or another embedder; nothing is changed then.
   */
  import(learned: LearningExport): Promise<void>;
}

/** What users are given of it. */
export function cacheLearning(shared: SharedLearning, threshold: SharedThreshold | undefined): CacheLearning {
  return {
    reset: async () => {
      await shared.reset();
      await threshold?.reset();
    },
    export: () => shared.export(),
    import: (learned) => shared.import(learned),
  };
}
