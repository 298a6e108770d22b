import type { Answer } from "../../contract/index.js";
import type { AnswerChunk } from "./answer-chunk.js";

/** How a stored answer is streamed. */
export interface ReplayOptions {
  /**
   * The size of its pieces of text. `stored`: each part whole. `word`: a word with the blanks after it. A number: so many
   * UTF-16 units, 1 to 1,000,000; no pair of surrogates is split. Default `stored`.
   */
  readonly chunk?: "stored" | "word" | number | undefined;
  /** Milliseconds before each piece but the first, 0 to 10,000. Default 0. */
  readonly delayMs?: number | undefined;
}

/** The chunks of a stored answer; the last one is `finish`. */
export function* replayChunks(
  { response, structured, usage }: Pick<Answer, "response" | "structured" | "usage">,
  { chunk = "stored" }: ReplayOptions,
): Generator<AnswerChunk, void, undefined> {
  const content = structured?.content ?? [{ type: "text", text: response }];
  for (const part of content) {
    const { type, text } = part;
    if ((type === "text" || type === "reasoning") && text !== undefined && Object.keys(part).length === 2) {
      for (const piece of piecesOf(text, chunk)) yield { type, text: piece };
    } else {
      yield { type: "part", part };
    }
  }
  const { finishReason = "stop", model, raw } = structured ?? {};
  yield { type: "finish", finishReason, usage, model, raw };
}

/** Divides a text into pieces, which together are the text. */
export function piecesOf(text: string, chunk: "stored" | "word" | number): readonly string[] {
  if (chunk === "stored" || text === "") return [text];
  if (chunk === "word") return text.match(/^\s+\S*\s*|\S+\s*/gu) ?? [text];
  const pieces: string[] = [];
  for (let start = 0; start < text.length; ) {
    let end = Math.min(text.length, start + chunk);
    if (isHighSurrogate(text.charCodeAt(end - 1)) && end < text.length) end++;
    pieces.push(text.slice(start, end));
    start = end;
  }
  return pieces;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}
