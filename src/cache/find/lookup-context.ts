import type { SharedCalls } from "../../async/index.js";
import type { BoundPolicy, DecisionPolicy } from "../contract/index.js";
import type { EntryContext } from "../entries/index.js";
import type { StoredFacts } from "../guards/index.js";
import type { JudgeHook, RerankHook } from "./answer-hooks.js";
import type { Examined } from "./examined.js";

/** What a look-up needs. */
export interface LookupContext extends EntryContext {
  readonly policy: DecisionPolicy;
  /** The policy with what it does beside deciding. */
  readonly bound: BoundPolicy;
  readonly storedFacts: StoredFacts;
  readonly rerank: RerankHook | undefined;
  readonly judge: JudgeHook | undefined;
  /** Look-ups in Redis under way, by what they look for: callers who ask the same share one. */
  readonly lookups: SharedCalls<Examined>;
}
