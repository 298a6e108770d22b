import { modelOfGoogleUrl, readGoogleContent } from "../requests/index.js";
import {
  countIn,
  isObject,
  type JsonObject,
  type MessageCollector,
  objectsIn,
  type Provider,
  parseObject,
  type SentEvent,
  textIn,
} from "./provider.js";

/** https://ai.google.dev/api/generate-content */
export const GOOGLE_CONTENT: Provider = {
  read: (body, url, options) => readGoogleContent(body, { ...options, model: modelOfGoogleUrl(url.href) }),
  wantsEvents: (_, { pathname }) => pathname.endsWith(":streamGenerateContent"),
  factsOf: ({ candidates, modelVersion, usageMetadata }) => {
    const all = objectsIn(candidates);
    const [first] = all;
    const used = isObject(usageMetadata) ? usageMetadata : {};
    const reason = textIn(first?.finishReason);
    return {
      text: partsOf(first)
        .map((part) => (part.thought === true ? "" : textIn(part.text)))
        .join(""),
      finishReason: all.length !== 1 ? "several-candidates" : reason === "STOP" ? "stop" : reason,
      model: textIn(modelVersion),
      inputTokens: countIn(used.promptTokenCount),
      outputTokens: countIn(used.candidatesTokenCount),
    };
  },
  collector: () => new ReplyCollector(),
  *eventsOf({ candidates, ...about }, split) {
    const [candidate] = objectsIn(candidates);
    const { content, ...end } = candidate ?? {};
    const pieces = partsOf(candidate).flatMap((part) =>
      isText(part) ? split(textIn(part.text)).map((text) => ({ ...part, text })) : [part],
    );
    const role = (isObject(content) && content.role) || "model";
    for (const [index, part] of pieces.entries()) {
      const isLast = index === pieces.length - 1;
      const chunk = { content: { parts: [part], role }, index: 0, ...(isLast ? end : {}) };
      const { usageMetadata: _, ...before } = about;
      yield { data: JSON.stringify({ candidates: [chunk], ...(isLast ? about : before) }) };
    }
  },
};

/** Each chunk is a reply with more parts; its other fields replace those of the chunks before. */
class ReplyCollector implements MessageCollector {
  #about: JsonObject = {};
  #end: JsonObject = {};
  readonly #parts: JsonObject[] = [];
  #isWhole = false;

  add({ data }: SentEvent): void {
    const { candidates, ...about } = parseObject(data) ?? {};
    this.#about = { ...this.#about, ...about };
    const all = objectsIn(candidates);
    for (const candidate of all) {
      const { content: _, ...end } = candidate;
      this.#end = { ...this.#end, ...end };
      for (const part of partsOf(candidate)) this.#addPart(part);
      if (typeof end.finishReason === "string") this.#isWhole = all.length === 1;
    }
  }

  get message(): JsonObject | undefined {
    if (!this.#isWhole) return undefined;
    const content = { parts: this.#parts, role: "model" };
    return { candidates: [{ content, ...this.#end }], ...this.#about };
  }

  /** Pieces of one text become one part. */
  #addPart(part: JsonObject): void {
    const last = this.#parts.at(-1);
    if (last === undefined || !isText(last) || !isText(part) || last.thought !== part.thought) {
      this.#parts.push(part);
      return;
    }
    this.#parts[this.#parts.length - 1] = { ...last, ...part, text: textIn(last.text) + textIn(part.text) };
  }
}

function isText(part: JsonObject): boolean {
  return typeof part.text === "string";
}

function partsOf(candidate: JsonObject | undefined): readonly JsonObject[] {
  const content = candidate?.content;
  return isObject(content) ? objectsIn(content.parts) : [];
}
