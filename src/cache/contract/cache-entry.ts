import type { MediaQuestion } from "../question/index.js";
import type { StructuredAnswer } from "./structured-answer.js";

/** Tokens that the model counted for an answer. */
export interface TokenUsage {
  readonly inputTokens?: number | undefined;
  readonly outputTokens?: number | undefined;
}

/** One stored answer. */
export interface CacheEntry {
  readonly entryId: string;
  readonly response: string;
  /** The answer in parts, if it was given so. */
  readonly structured?: StructuredAnswer | undefined;
  /** The question as it was asked. Of an image: a name made of its hash. */
  readonly prompt: string;
  /** Equal for entries that have the same answer: the caller's, or made from the response. */
  readonly answerId: string;
  readonly tags: readonly string[];
  readonly model: string | undefined;
  readonly category: string | undefined;
  readonly usage: TokenUsage | undefined;
  /** Of its question; absent for a text. */
  readonly modality?: MediaQuestion["modality"] | undefined;
  /** Who gave the answer; absent for the application itself. */
  readonly writer?: string | undefined;
  /** It is served only to near-exact questions until another source agrees (`probation`). Absent: it is not. */
  readonly onProbation?: boolean | undefined;
  /** When it was stored: milliseconds since 1970 by the server's clock. */
  readonly createdAtMs: number;
}

/** An entry, and how long it still lives. */
export interface LivingEntry {
  readonly entry: CacheEntry;
  /** Milliseconds until it expires in Redis; `Infinity` for never. */
  readonly remainingMs: number;
  /** The last part of `remainingMs`, in which it is served only while a new answer is made. */
  readonly staleMs: number;
}
