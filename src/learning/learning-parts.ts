import type { DecisionPolicy } from "../cache/contract/index.js";
import type { CacheKeys } from "../cache/question/index.js";
import type { Executor } from "../executor.js";
import type { ResolvedCacheSettings } from "../options/index.js";

/** What learning needs of a cache's parts. */
export interface LearningParts extends EntryParts {
  readonly settings: ResolvedCacheSettings;
  readonly policy: DecisionPolicy;
  /** Names the vector space. */
  readonly space: string;
  readonly generation: { readonly current: string };
}

/** What it takes to change an entry. */
export interface EntryParts {
  readonly executor: Executor;
  readonly keys: CacheKeys;
  /** Where this process also has it. */
  readonly memory: { delete(entryId: string): void } | undefined;
}
