import type { SharedCalls, TimeBudget } from "../../async/index.js";
import type { BoundPolicy, CacheHit, Decision, DecisionPolicy, LookupResult } from "../contract/index.js";
import type { EntryContext, QueryVector } from "../entries/index.js";
import type { StoredFacts } from "../guards/index.js";
import type { LookupMemory } from "../memory/index.js";
import type { IdentifiedRequest } from "../question/index.js";
import type { JudgeHook, RerankHook } from "./answer-hooks.js";
import type { Thresholds } from "./thresholds.js";

/** What all look-ups of one cache share. */
export interface LookupContext extends EntryContext {
  readonly policy: DecisionPolicy;
  /** The policy with what it does beside deciding. */
  readonly bound: BoundPolicy;
  readonly storedFacts: StoredFacts;
  readonly rerank: RerankHook | undefined;
  readonly judge: JudgeHook | undefined;
  /** Look-ups in Redis under way, by what they look for: callers who ask the same share one. */
  readonly lookups: SharedCalls<LookupOutcome>;
}

/** The same for one look-up. That of an explanation only views the memory tier. */
export interface StepContext extends Omit<LookupContext, "memory"> {
  readonly memory: LookupMemory | undefined;
}

/** One look-up on its way through the steps. */
export interface Lookup {
  readonly context: StepContext;
  readonly identity: IdentifiedRequest;
  readonly thresholds: Thresholds;
  /** Time that may be spent on Redis. */
  readonly budget: TimeBudget;
  readonly signal: AbortSignal | undefined;
  /** Only for explanations: notes what each step says, and further steps are asked after the look-up's end. */
  readonly trace: LookupTrace | undefined;
  /** What the steps have found out so far. */
  readonly findings: Findings;
}

/** What a look-up finds out besides its result. */
export interface Findings {
  /** The question's vector as the embedder gave it, if it was needed. */
  vector?: Float32Array | undefined;
  /** The same, ready for searching. */
  query?: QueryVector | undefined;
  /** Milliseconds that the embedder took; absent when the vector came from another caller's call. */
  embedMs?: number | undefined;
  /** Where Redis stood when it was asked for the exact question; absent when it did not answer, or was not asked. */
  askedAt?: { readonly generation: string; readonly since: string } | undefined;
  /** When the entry of exactly this question was stored that was not served because it lacks a tag: milliseconds since 1970. */
  passedOverMs?: number | undefined;
}

export type LookupStep = "memory" | "exact" | "embedding" | "near" | "semantic";

/** What one step says. If there is a `result`, the look-up ends with it; else the next step is asked. */
export interface StepOutcome {
  /**
   * `hit`; `miss`; `other-tags`: the entry is there, but lacks tags that were asked for; `corrupt`: the entry cannot be read;
   * `done`: the question is embedded; `off`: not part of this cache, or not possible without the question's vector; `failed`.
   */
  readonly answer: "hit" | "miss" | "other-tags" | "corrupt" | "done" | "off" | "failed";
  readonly result?: LookupResult | undefined;
  /** What the policy said first, if it was asked. */
  readonly decision?: Decision | undefined;
}

/** The result of a look-up, and what it found out on the way: for storing, renewing and auditing answers. */
export interface LookupOutcome extends Omit<Readonly<Findings>, "query"> {
  readonly result: LookupResult;
  /** Absent when the request is not cached at all. */
  readonly identity?: IdentifiedRequest | undefined;
  /** What the policy said first, if it was asked. Absent for callers who shared another caller's look-up: one decision is counted once. */
  readonly decision?: Decision | undefined;
  /** In shadow mode: the hit that is not served. */
  readonly withheld?: CacheHit | undefined;
}

interface TracedStep extends StepOutcome {
  readonly step: LookupStep;
  readonly durationMs: number;
}

/** What every step of one look-up said, in their order. */
export class LookupTrace {
  readonly steps: TracedStep[] = [];
  #sinceMs = performance.now();

  add(step: LookupStep, outcome: StepOutcome): void {
    const nowMs = performance.now();
    this.steps.push({ ...outcome, step, durationMs: nowMs - this.#sinceMs });
    this.#sinceMs = nowMs;
  }

  /** The step that the look-up ends with: the first one that gave a result. */
  get ending(): TracedStep | undefined {
    return this.steps.find(({ result }) => result !== undefined);
  }
}
