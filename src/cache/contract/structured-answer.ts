import type { JsonValue } from "../question/index.js";

/**
 * One part of an answer: `text` and `reasoning` with their text, and parts of any other type (`tool-call`, `tool-result`,
 * `source`, `file` by reference …) with the fields of whoever made them. All values are what JSON can hold.
 */
export interface AnswerPart {
  readonly type: string;
  /** Of `text` and `reasoning`. */
  readonly text?: string;
  readonly [field: string]: JsonValue | undefined;
}

/** An answer that is more than text. It is stored as JSON and comes back as it was given; nobody can change it in memory. */
export interface StructuredAnswer {
  /** 1 to 10,000 parts in their order. */
  readonly content: readonly AnswerPart[];
  /** Why the model stopped, for example `stop` or `tool-calls`. */
  readonly finishReason?: string | undefined;
  /** The model that answered, as the provider names it. */
  readonly model?: string | undefined;
  /** The provider's message, if a caller wants it back word for word. */
  readonly raw?: JsonValue | undefined;
}

/** The text of an answer: its text parts, one after the other. */
export function textOfAnswer({ content }: StructuredAnswer): string {
  return content.map((part) => (part.type === "text" ? (part.text ?? "") : "")).join("");
}
