import type { EmbedInput } from "../../options/index.js";
import type { MediaQuestion } from "../question/index.js";

/** A stored answer as hooks see it. */
export interface AnswerCandidate {
  readonly entryId: string;
  readonly prompt: string;
  readonly response: string;
  readonly similarity: number;
  /** Of its question; absent for a text. The `prompt` of an image is only a name. */
  readonly modality?: MediaQuestion["modality"] | undefined;
}

export interface HookOptions {
  /** Aborted if the caller gives up or the hook takes longer than its `timeoutMs`. */
  readonly signal: AbortSignal;
  /** The question as it was asked, if it is an image or code. */
  readonly input?: EmbedInput | undefined;
}

/** Orders the answers that may be served, for example by a cross-encoder. Called only if there are two or more. */
export interface RerankHook {
  /** One score per candidate, in their order; higher is better. */
  rank(
    question: string,
    candidates: readonly AnswerCandidate[],
    options: HookOptions,
  ): Promise<readonly number[]>;
  /** Candidates with a lower score are not served. Default: all may be served. */
  readonly minScore?: number | undefined;
  /** Default 200. If it takes longer or fails, the order by similarity stays. */
  readonly timeoutMs?: number | undefined;
}

/** Accepts or refuses an answer that is about to be served, for example by a small model. */
export interface JudgeHook {
  accept(question: string, candidate: AnswerCandidate, options: HookOptions): Promise<boolean>;
  /**
   * `uncertain`: it is not asked where the guard `alignment`, enabled or not, finds that the two questions ask the same. With
   * that guard enabled, contradictions do not reach the judge either, so it is asked only what alignment leaves open. Default
   * `"always"`.
   */
  readonly when?: "always" | "uncertain" | undefined;
  /** Answers with this similarity or more are served without a call. Default 1. */
  readonly belowSimilarity?: number | undefined;
  /** Default 200. */
  readonly timeoutMs?: number | undefined;
  /** What happens if it takes longer or fails. Default `"miss"`. */
  readonly onNoVerdict?: "miss" | "serve" | undefined;
}
