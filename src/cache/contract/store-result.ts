import type { BypassReason } from "../question/index.js";
import type { TokenUsage } from "./cache-entry.js";
import type { StructuredAnswer } from "./structured-answer.js";

/** An answer as the model, or the caller, gave it. */
export interface GivenAnswer extends Omit<Answer, "response" | "structured"> {
  /** Text, or an answer in parts. */
  readonly response: string | StructuredAnswer;
}

/** An answer for `store` and `warm`. */
export interface AnswerToStore extends GivenAnswer {
  /**
   * The question's vector, if it was computed elsewhere: by the embedder's model, from the question in canonical form
   * (`canonicalizePrompt`), after the embedder's prefix for `similarity`, if it has one. Default: the embedder is asked.
   */
  readonly vector?: Float32Array | Float64Array | readonly number[] | undefined;
}

/** An answer that was given, checked. */
export interface Answer {
  /** The text; of an answer in parts, its text parts together. */
  readonly response: string;
  /** The answer in parts, if it was given so. */
  readonly structured?: StructuredAnswer | undefined;
  /** The same for entries with the same answer (a document's id, a tool call …). Default: made from the response. */
  readonly answerId?: string | undefined;
  readonly usage?: TokenUsage | undefined;
  /** Life of this entry in milliseconds, or `"never"` to expire. */
  readonly ttlMs?: number | "never" | undefined;
}

export type StoreResult =
  | { readonly stored: true; readonly entryId: string; readonly replaced: boolean }
  | {
      readonly stored: false;
      /**
       * `outdated`: it was invalidated while it was made. `superseded`: it took so long that another caller has made it
       * meanwhile. `too-large`: it does not fit into the tenant's limits, even after this call has removed as many entries as
       * one call may (2,048, or 512 with `importance`). `contested`: with `probation`, another answer to this very question is there
       * already. `over-quota`: its writer has `maxEntriesPerWriter` entries on probation. `quarantined`: its writer is. The others have the same meaning as for look-ups.
       */
      readonly reason:
        | BypassReason
        | "empty-response"
        | "response-too-large"
        | "outdated"
        | "superseded"
        | "too-large"
        | "contested"
        | "over-quota"
        | "quarantined"
        | "embedding-failed"
        | "unavailable";
      /** Code of the failure behind `unavailable` and `embedding-failed`. */
      readonly errorCode?: string | undefined;
    };
