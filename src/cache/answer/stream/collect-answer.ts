import type { AnswerPart, GivenAnswer, StructuredAnswer } from "../../contract/index.js";
import type { AnswerChunk } from "./answer-chunk.js";

/** What came of a stream that ended. */
export interface Collected {
  readonly answer: GivenAnswer;
  readonly finishReason: string;
}

type Finish = Extract<AnswerChunk, { type: "finish" }>;

/** Puts the chunks of one stream together. */
export class AnswerCollector {
  readonly #parts: AnswerPart[] = [];
  /** The texts of the part that grows, not joined yet. */
  #open: { readonly type: "text" | "reasoning"; readonly texts: string[] } | undefined;
  #finish: Finish | undefined;
  /** UTF-16 units of all texts and other parts. */
  size = 0;

  get isFinished(): boolean {
    return this.#finish !== undefined;
  }

  add(chunk: AnswerChunk): void {
    switch (chunk.type) {
      case "text":
      case "reasoning":
        if (this.#open?.type !== chunk.type) {
          this.#closePart();
          this.#open = { type: chunk.type, texts: [] };
        }
        this.#open.texts.push(chunk.text);
        this.size += chunk.text.length;
        return;
      case "part":
        this.#closePart();
        this.#parts.push(chunk.part);
        this.size += JSON.stringify(chunk.part).length;
        return;
      case "finish":
        this.#finish = chunk;
    }
  }

  /** The answer so far. A text alone is a plain text. */
  answer(): Collected {
    this.#closePart();
    const { finishReason = "stop", usage, model, raw } = this.#finish ?? {};
    const content = [...this.#parts];
    const [only] = content;
    const isPlain =
      content.every(({ type }) => type === "text") &&
      content.length <= 1 &&
      [model, raw].every((value) => value === undefined) &&
      finishReason === "stop";
    const structured: StructuredAnswer = { content, finishReason, model, raw };
    const response = isPlain ? (only?.text ?? "") : structured;
    return { answer: { response, usage }, finishReason };
  }

  #closePart(): void {
    if (this.#open === undefined) return;
    const { type, texts } = this.#open;
    this.#parts.push({ type, text: texts.join("") });
    this.#open = undefined;
  }
}
