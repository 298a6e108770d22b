import { readOpenAiChat } from "../requests/index.js";
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

/** The last event of a stream. */
const DONE = "[DONE]";

/** https://platform.openai.com/docs/api-reference/chat-streaming */
export const OPENAI_CHAT: Provider = {
  read: (body, _, options) => readOpenAiChat(body, options),
  wantsEvents: ({ stream }) => stream === true,
  factsOf: ({ choices, model, usage }) => {
    const all = objectsIn(choices);
    const [first] = all;
    const message = isObject(first?.message) ? first.message : {};
    const used = isObject(usage) ? usage : {};
    return {
      text: textIn(message.content),
      finishReason: all.length === 1 ? textIn(first?.finish_reason) : "several-choices",
      model: textIn(model),
      inputTokens: countIn(used.prompt_tokens),
      outputTokens: countIn(used.completion_tokens),
    };
  },
  collector: () => new ChunkCollector(),
  *eventsOf({ choices, usage, ...about }, split, { stream_options }) {
    const includesUsage = isObject(stream_options) && stream_options.include_usage === true;
    const base = { ...about, object: "chat.completion.chunk" };
    const chunk = (delta: JsonObject, finish_reason: string | null = null) =>
      sent({
        ...base,
        choices: [{ index: 0, delta, logprobs: null, finish_reason }],
        ...(includesUsage ? { usage: null } : {}),
      });
    const [choice] = objectsIn(choices);
    const { content, tool_calls, ...rest } = isObject(choice?.message) ? choice.message : {};
    yield chunk({ ...rest, role: "assistant", content: "" });
    for (const piece of split(textIn(content))) yield chunk({ content: piece });
    if (tool_calls !== undefined) {
      yield chunk({ tool_calls: objectsIn(tool_calls).map((call, index) => ({ index, ...call })) });
    }
    yield chunk({}, textIn(choice?.finish_reason));
    if (includesUsage) yield sent({ ...base, choices: [], usage: usage ?? null });
    yield { data: DONE };
  },
};

/** Deltas add to texts; everything else replaces what came before. */
class ChunkCollector implements MessageCollector {
  #about: JsonObject = {};
  readonly #choices = new Map<
    number,
    { message: Record<string, JsonObject[string]>; finish: string | undefined }
  >();
  #calls: Record<string, JsonObject[string]>[] = [];
  #isDone = false;

  add({ data }: SentEvent): void {
    if (data === DONE) {
      this.#isDone = true;
      return;
    }
    const { choices, ...about } = parseObject(data) ?? {};
    this.#about = { ...this.#about, ...about, usage: about.usage ?? this.#about.usage ?? null };
    for (const choice of objectsIn(choices)) this.#addChoice(choice);
  }

  get message(): JsonObject | undefined {
    const choices = [...this.#choices].map(([index, { message, finish }]) => ({
      index,
      message: this.#calls.length === 0 ? message : { ...message, tool_calls: this.#calls },
      logprobs: null,
      finish_reason: finish ?? null,
    }));
    if (!this.#isDone || choices.length === 0) return undefined;
    if (choices.some(({ finish_reason }) => finish_reason === null)) return undefined;
    const { usage = null, ...about } = this.#about;
    return { ...about, object: "chat.completion", choices, ...(usage === null ? {} : { usage }) };
  }

  #addChoice({ index, delta, finish_reason }: JsonObject): void {
    const place = countIn(index) ?? 0;
    const choice = this.#choices.get(place) ?? {
      message: { role: "assistant", content: null },
      finish: undefined,
    };
    this.#choices.set(place, choice);
    if (typeof finish_reason === "string") choice.finish = finish_reason;
    if (!isObject(delta)) return;
    for (const [name, value] of Object.entries(delta)) {
      if (name === "tool_calls") for (const call of objectsIn(value)) this.#addCall(call);
      else if (name === "role" || value === null) choice.message[name] ??= value;
      else choice.message[name] = typeof value === "string" ? textIn(choice.message[name]) + value : value;
    }
  }

  #addCall({ index, function: given, ...rest }: JsonObject): void {
    const place = countIn(index) ?? 0;
    const known = this.#calls[place] ?? {};
    const before = isObject(known.function) ? known.function : {};
    const added = isObject(given) ? given : {};
    const args = textIn(before.arguments) + textIn(added.arguments);
    this.#calls[place] = { ...known, ...rest, function: { ...before, ...added, arguments: args } };
  }
}

function sent(chunk: JsonObject): SentEvent {
  return { data: JSON.stringify(chunk) };
}
