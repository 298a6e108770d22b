import type { Executor } from "../../executor.js";
import type { ResolvedCacheSettings } from "../../options/index.js";
import type { CacheKeys } from "../cache-keys.js";
import type { DecisionPolicy } from "../decision/index.js";

/** What learning needs of a cache's parts. */
export interface LearningParts extends EntryParts {
  readonly settings: ResolvedCacheSettings;
  readonly policy: DecisionPolicy;
  /** Names the vector space. */
  readonly space: string;
  readonly state: { readonly generation: string };
}

/** What it takes to change an entry. */
export interface EntryParts {
  readonly executor: Executor;
  readonly keys: CacheKeys;
  /** Where this process also has it. */
  readonly memory: { delete(entryId: string): void } | undefined;
}
