import type { BypassReason } from "../question/index.js";
import type { TokenUsage } from "./cache-entry.js";

/** An answer as the model, or the caller, gave it. */
export interface Answer {
  readonly response: string;
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
       * `outdated`: invalidated while it was made; `superseded`: it took so long that another has made it since;
       * `too-large`: more than the tenant may hold at all, or than the 2,048 entries (512 by `importance`) that one call takes
       * away for it at most; the rest as for look-ups.
       */
      readonly reason:
        | BypassReason
        | "empty-response"
        | "response-too-large"
        | "outdated"
        | "superseded"
        | "too-large"
        | "embedding-failed"
        | "unavailable";
      /** Code of the failure behind `unavailable` and `embedding-failed`. */
      readonly errorCode?: string | undefined;
    };
