import type { AnswerPart, TokenUsage } from "../../contract/index.js";
import type { JsonValue } from "../../question/index.js";

/**
 * A piece of a streamed answer.
 * - `text` and `reasoning`: more of the text.
 * - `part`: a whole part of another type, such as a tool call or a source.
 * - `finish`: the end, and what is known of the whole answer. A stream that ends without it counts as finished with `stop`,
 *   unless its format expects one.
 */
export type AnswerChunk =
  | { readonly type: "text" | "reasoning"; readonly text: string }
  | { readonly type: "part"; readonly part: AnswerPart }
  | {
      readonly type: "finish";
      /** Default `stop`. */
      readonly finishReason?: string | undefined;
      readonly usage?: TokenUsage | undefined;
      readonly model?: string | undefined;
      readonly raw?: JsonValue | undefined;
    };

/** How the chunks of a producer are read, and how a stored answer becomes such chunks. */
export interface StreamFormat<T> {
  /** Callers with formats of other names do not share a running stream. */
  readonly name: string;
  /** What a chunk says; an empty list for a chunk that says nothing of the answer. What this throws ends the stream. */
  read(chunk: T): readonly AnswerChunk[];
  /** The chunks for a part of a stored answer. The last chunk of a replay is always `finish`. */
  write(chunk: AnswerChunk): readonly T[];
  /** Whether a stream that ends without `finish` was cut off: it is passed on as it is and not stored. Default false. */
  readonly needsFinish?: boolean | undefined;
}

/** Chunks are pieces of text. */
export const textFormat: StreamFormat<string> = {
  name: "text",
  read: (text) => [{ type: "text", text }],
  write: (chunk) => {
    if (chunk.type === "text") return [chunk.text];
    return chunk.type === "part" && chunk.part.type === "text" ? [chunk.part.text ?? ""] : [];
  },
};

/** Chunks are {@link AnswerChunk}s. */
export const chunkFormat: StreamFormat<AnswerChunk> = {
  name: "chunks",
  read: (chunk) => [chunk],
  write: (chunk) => [chunk],
  needsFinish: true,
};
