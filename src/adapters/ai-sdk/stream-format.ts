import type { AnswerChunk, AnswerPart, StreamFormat, WrappedAnswer } from "../../cache/index.js";
import type { CallOptions, ResponseMetadata, StreamPart } from "./model-call.js";
import { NO_USAGE } from "./model-call.js";
import {
  finishOf,
  jsonOf,
  octavecMetadata,
  type ResultFacts,
  responseOf,
  storedParts,
  UNFIT,
} from "./stored-result.js";

/** Parts that are content of their own, whole. */
const WHOLE = new Set([
  ...["tool-call", "tool-result", "tool-approval-request"],
  ...["source", "file", "reasoning-file", "custom"],
]);

/**
 * The AI SDK's stream parts as chunks of an answer. For one call, because it keeps what it has read.
 *
 * @param about - What the cache says of the call, once that is known.
 */
export function streamFormat(
  call: CallOptions,
  about: () => Omit<WrappedAnswer, "response">,
): StreamFormat<StreamPart> {
  const reader = new PartReader(call);
  const writer = new PartWriter(about);
  return {
    name: "ai-sdk",
    needsFinish: true,
    read: (part) => reader.read(part),
    write: (chunk) => [...writer.write(chunk)],
  };
}

interface Block {
  readonly type: string;
  text: string;
  metadata: StreamPart["providerMetadata"];
}

/** A block of text becomes a part at its end, with its metadata, such as the signature of a thought. */
class PartReader {
  readonly #call: CallOptions;
  readonly #blocks = new Map<string, Block>();
  #text = "";
  #response: ResponseMetadata = {};
  #isUnfit = false;

  constructor(call: CallOptions) {
    this.#call = call;
  }

  read(part: StreamPart): readonly AnswerChunk[] {
    const [, kind, step] = /^(text|reasoning)-(start|delta|end)$/.exec(part.type) ?? [];
    if (kind !== undefined) return this.#readBlock(part, kind, step);
    switch (part.type) {
      case "response-metadata": {
        const { type: _, ...response } = part as StreamPart & ResponseMetadata;
        this.#response = { ...this.#response, ...response };
        return [];
      }
      case "finish":
        return [this.#finish(part as StreamPart & ResultFacts)];
      case "error":
        // The caller gets it as it is.
        this.#isUnfit = true;
        return [{ type: "finish", finishReason: UNFIT }];
      default:
        return WHOLE.has(part.type) ? this.#whole(part) : [];
    }
  }

  #readBlock({ id = "", delta = "", providerMetadata }: StreamPart, type: string, step: string | undefined) {
    const key = `${type} ${id}`;
    const block = this.#blocks.get(key) ?? { type, text: "", metadata: undefined };
    block.text += delta;
    block.metadata = providerMetadata ?? block.metadata;
    this.#blocks.set(key, block);
    if (step !== "end") return [];
    this.#blocks.delete(key);
    if (type === "text") this.#text += block.text;
    const { text, metadata } = block;
    return this.#whole(metadata === undefined ? { type, text } : { type, text, providerMetadata: metadata });
  }

  #whole(part: object): AnswerChunk[] {
    const copy = jsonOf(part);
    if (copy === undefined) this.#isUnfit = true;
    return copy === undefined ? [] : [{ type: "part", part: copy as unknown as AnswerPart }];
  }

  #finish(facts: ResultFacts): AnswerChunk {
    const finish = finishOf({ ...facts, response: this.#response }, this.#text, this.#call);
    return { type: "finish", ...finish, finishReason: this.#isUnfit ? UNFIT : finish.finishReason };
  }
}

/** A stored answer as stream parts, in the order in which a model gives them. */
class PartWriter {
  readonly #about: () => Omit<WrappedAnswer, "response">;
  /** The block of text that is open. */
  #block: { readonly type: string; readonly id: string } | undefined;
  #count = 0;

  constructor(about: () => Omit<WrappedAnswer, "response">) {
    this.#about = about;
  }

  *write(chunk: AnswerChunk): Generator<StreamPart, void, undefined> {
    if (this.#count++ === 0) yield { type: "stream-start", warnings: [] } as StreamPart;
    if (chunk.type === "text" || chunk.type === "reasoning") {
      if (this.#block?.type !== chunk.type) {
        yield* this.#end();
        yield this.#start(chunk.type);
      }
      yield { type: `${chunk.type}-delta`, id: this.#block?.id, delta: chunk.text };
      return;
    }
    yield* this.#end();
    if (chunk.type === "part") yield* this.#part(chunk.part);
    else if (chunk.type === "finish") yield* this.#finish(chunk);
  }

  *#part(part: AnswerPart): Generator<StreamPart, void, undefined> {
    const { type, text, providerMetadata } = part as AnswerPart & Pick<StreamPart, "providerMetadata">;
    if (type !== "text" && type !== "reasoning") {
      yield part as StreamPart;
      return;
    }
    yield this.#start(type);
    yield { type: `${type}-delta`, id: this.#block?.id, delta: text };
    yield* this.#end(providerMetadata);
  }

  *#finish({ finishReason = "stop", model, raw }: Extract<AnswerChunk, { type: "finish" }>) {
    const stored = storedParts({ response: "", structured: { content: [], finishReason, model, raw } }).raw;
    const response = responseOf(stored.response);
    if (response !== undefined) yield { type: "response-metadata", ...response } as StreamPart;
    yield {
      type: "finish",
      finishReason: { unified: finishReason, raw: stored.finishReason },
      usage: NO_USAGE,
      providerMetadata: { ...stored.providerMetadata, octavec: octavecMetadata(this.#about()) },
    } as StreamPart;
  }

  #start(type: string): StreamPart {
    this.#block = { type, id: String(this.#count) };
    return { type: `${type}-start`, id: this.#block.id };
  }

  *#end(providerMetadata?: StreamPart["providerMetadata"]): Generator<StreamPart, void, undefined> {
    const block = this.#block;
    this.#block = undefined;
    if (block === undefined) return;
    const end = { type: `${block.type}-end`, id: block.id };
    yield providerMetadata === undefined ? end : { ...end, providerMetadata };
  }
}
