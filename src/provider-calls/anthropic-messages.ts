import { readAnthropicMessages } from "../requests/index.js";
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

/** Stop reasons of an answer that is whole. */
const WHOLE = ["end_turn", "stop_sequence"];

/** https://platform.claude.com/docs/en/build-with-claude/streaming */
export const ANTHROPIC_MESSAGES: Provider = {
  read: (body, _, options) => readAnthropicMessages(body, options),
  wantsEvents: ({ stream }) => stream === true,
  factsOf: ({ content, stop_reason, model, usage }) => {
    const used = isObject(usage) ? usage : {};
    const reason = textIn(stop_reason);
    return {
      text: objectsIn(content)
        .map((block) => (block.type === "text" ? textIn(block.text) : ""))
        .join(""),
      finishReason: WHOLE.includes(reason) ? "stop" : reason,
      model: textIn(model),
      inputTokens: countIn(used.input_tokens),
      outputTokens: countIn(used.output_tokens),
    };
  },
  collector: () => new BlockCollector(),
  *eventsOf({ content, stop_reason = null, stop_sequence = null, usage, ...about }, split) {
    const used = isObject(usage) ? usage : {};
    const message = {
      ...about,
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: { ...used, output_tokens: 0 },
    };
    yield sent("message_start", { message });
    for (const [index, block] of objectsIn(content).entries()) {
      const { start, deltas } = blockEvents(block, split);
      yield sent("content_block_start", { index, content_block: start });
      for (const delta of deltas) yield sent("content_block_delta", { index, delta });
      yield sent("content_block_stop", { index });
    }
    const { output_tokens = 0 } = used;
    yield sent("message_delta", { delta: { stop_reason, stop_sequence }, usage: { output_tokens } });
    yield sent("message_stop", {});
  },
};

/** A block as it begins, and what is added to it. */
function blockEvents(
  block: JsonObject,
  split: (text: string) => readonly string[],
): { readonly start: JsonObject; readonly deltas: readonly JsonObject[] } {
  switch (block.type) {
    case "text": {
      const { citations, ...rest } = block;
      return {
        start: { ...rest, text: "" },
        deltas: [
          ...split(textIn(block.text)).map((text) => ({ type: "text_delta", text })),
          ...objectsIn(citations).map((citation) => ({ type: "citations_delta", citation })),
        ],
      };
    }
    case "thinking": {
      const { thinking, signature } = block;
      return {
        start: { ...block, thinking: "", signature: "" },
        deltas: [
          ...split(textIn(thinking)).map((piece) => ({ type: "thinking_delta", thinking: piece })),
          { type: "signature_delta", signature: signature ?? "" },
        ],
      };
    }
    case "tool_use":
      return {
        start: { ...block, input: {} },
        deltas: [{ type: "input_json_delta", partial_json: JSON.stringify(block.input ?? {}) }],
      };
    default:
      return { start: block, deltas: [] };
  }
}

class BlockCollector implements MessageCollector {
  #message: JsonObject | undefined;
  readonly #blocks: Record<string, JsonObject[string]>[] = [];
  /** Input of tools, as JSON text that is not whole yet. */
  readonly #inputs = new Map<number, string>();
  #end: JsonObject = {};
  #isStopped = false;

  add({ data }: SentEvent): void {
    const event = parseObject(data) ?? {};
    const index = countIn(event.index) ?? 0;
    switch (event.type) {
      case "message_start":
        this.#message = isObject(event.message) ? event.message : undefined;
        return;
      case "content_block_start":
        this.#blocks[index] = isObject(event.content_block) ? { ...event.content_block } : {};
        return;
      case "content_block_delta":
        this.#addDelta(index, isObject(event.delta) ? event.delta : {});
        return;
      case "message_delta":
        this.#end = {
          ...this.#end,
          ...(isObject(event.delta) ? event.delta : {}),
          usage: event.usage ?? null,
        };
        return;
      case "message_stop":
        this.#isStopped = true;
    }
  }

  get message(): JsonObject | undefined {
    if (!this.#isStopped || this.#message === undefined) return undefined;
    const { usage, ...end } = this.#end;
    const content = this.#blocks.map((block, index) => {
      const input = this.#inputs.get(index);
      return input === undefined ? block : { ...block, input: parseObject(input || "{}") ?? {} };
    });
    const used = {
      ...(isObject(this.#message.usage) ? this.#message.usage : {}),
      ...(isObject(usage) ? usage : {}),
    };
    return { ...this.#message, ...end, content, usage: used };
  }

  #addDelta(index: number, { type, text, thinking, signature, partial_json, citation }: JsonObject): void {
    const block = this.#blocks[index];
    if (block === undefined) return;
    switch (type) {
      case "text_delta":
        block.text = textIn(block.text) + textIn(text);
        return;
      case "thinking_delta":
        block.thinking = textIn(block.thinking) + textIn(thinking);
        return;
      case "signature_delta":
        block.signature = textIn(block.signature) + textIn(signature);
        return;
      case "citations_delta":
        block.citations = [...objectsIn(block.citations), ...(citation === undefined ? [] : [citation])];
        return;
      case "input_json_delta":
        this.#inputs.set(index, (this.#inputs.get(index) ?? "") + textIn(partial_json));
    }
  }
}

function sent(type: string, fields: JsonObject): SentEvent {
  return { event: type, data: JSON.stringify({ type, ...fields }) };
}
