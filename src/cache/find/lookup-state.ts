import type { SharedCalls, TimeBudget } from "../../async/index.js";
import type { BoundPolicy, DecisionPolicy, JudgeUse, LookupEvent, Substitution } from "../contract/index.js";
import type { EntryContext, FoundEntries } from "../entries/index.js";
import type { StoredFacts } from "../guards/index.js";
import type { LookupMemory } from "../memory/index.js";
import type { EmbeddedQuestion, IdentifiedRequest } from "../question/index.js";
import type { JudgeHook, RerankHook } from "./answer-hooks.js";
import type { ExplainedThreshold } from "./explanation.js";
import type { ModalityMatches } from "./modality-matches.js";
import type { LookupTrace } from "./step-outcome.js";
import type { Thresholds } from "./thresholds.js";

/** What all look-ups of one cache share. */
export interface LookupContext extends EntryContext {
  readonly policy: DecisionPolicy;
  /** The policy, and what it does besides deciding. */
  readonly bound: BoundPolicy;
  /** Counts where no threshold is configured. */
  readonly startingThreshold: ExplainedThreshold;
  readonly storedFacts: StoredFacts;
  readonly rerank: RerankHook | undefined;
  readonly judge: JudgeHook | undefined;
  /** Look-ups in Redis that are running, by what they look for: callers who ask the same share one. */
  readonly lookups: SharedCalls<LookupOutcome>;
}

/** The same for one look-up. An explanation has a view of the memory tier instead of the tier itself. */
export interface StepContext extends Omit<LookupContext, "memory"> {
  readonly memory: LookupMemory | undefined;
}

/** One look-up on its way through the steps. */
export interface Lookup {
  readonly context: StepContext;
  readonly identity: IdentifiedRequest;
  /** For entries of the question's own modality. */
  readonly thresholds: Thresholds;
  /** Undefined if question and entries are texts. */
  readonly modalities?: ModalityMatches | undefined;
  /** Time that may be spent on Redis. */
  readonly budget: TimeBudget;
  readonly signal: AbortSignal | undefined;
  /** Only for explanations: notes what each step says. Then steps are asked after the look-up's end, too. */
  readonly trace: LookupTrace | undefined;
  /** What the steps have found out so far. */
  readonly findings: Findings;
}

/** What a look-up finds out besides its result. */
export interface Findings {
  /** The question with its vector, if that was at hand when the look-up began. */
  known?: EmbeddedQuestion | undefined;
  /** The question with its vector, if a step needed it. */
  question?: EmbeddedQuestion | undefined;
  /**
   * What the search found that went along with the exact question, and `performance.now()` before it was sent. `memoryHasNone`:
   * memory could serve at that time, and had no near entry.
   */
  searched?:
    | { readonly found: FoundEntries; readonly atMs: number; readonly memoryHasNone: boolean }
    | undefined;
  /** Milliseconds that the embedder took; absent if the vector was at hand or came from another caller's call. */
  embedMs?: number | undefined;
  judge?: JudgeUse | undefined;
  substitution?: Substitution | undefined;
  /** Generation and last event when Redis was asked for the exact question; absent if it did not answer or was not asked. */
  askedAt?: { readonly generation: string; readonly since: string } | undefined;
  /** When the entry of exactly this question was stored that was not served because it lacks a tag: milliseconds since 1970. */
  passedOverMs?: number | undefined;
}

/**
 * The result of a look-up, and what it found out on the way: for storing, renewing and auditing answers. Callers who shared
 * another caller's look-up get neither `decision` nor `embedMs` nor `judge`, so that each is counted once.
 */
export interface LookupOutcome
  extends Omit<LookupEvent, "durationMs" | keyof Findings>,
    Omit<Readonly<Findings>, "known" | "question" | "searched"> {}
