/** A stored answer as hooks see it. */
export interface AnswerCandidate {
  readonly entryId: string;
  readonly prompt: string;
  readonly response: string;
  readonly similarity: number;
}

export interface HookOptions {
  /** Aborted when the caller gives up or the hook's own time is over. */
  readonly signal: AbortSignal;
}

/** Orders the answers that may be served, for example by a cross-encoder. Asked only when there are two or more. */
export interface RerankHook {
  /** One score per candidate, in their order; higher is better. */
  rank(
    question: string,
    candidates: readonly AnswerCandidate[],
    options: HookOptions,
  ): Promise<readonly number[]>;
  /** Candidates below it are not served. Default: none is left out. */
  readonly minScore?: number | undefined;
  /** Default 200. After it, or when it fails, the order by similarity stands. */
  readonly timeoutMs?: number | undefined;
}

/** Has the last word on an answer that is about to be served, for example by a small model. */
export interface JudgeHook {
  accept(question: string, candidate: AnswerCandidate, options: HookOptions): Promise<boolean>;
  /** Asked only below this similarity; from it on answers are served unasked. Default 1: always asked. */
  readonly belowSimilarity?: number | undefined;
  /** Default 200. */
  readonly timeoutMs?: number | undefined;
  /** What no verdict (time over, failure) means. Default `"miss"`. */
  readonly onNoVerdict?: "miss" | "serve" | undefined;
}
