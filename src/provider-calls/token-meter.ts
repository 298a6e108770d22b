import { createParser, type EventSourceParser } from "eventsource-parser";
import { isObject, type JsonObject, type SentEvent } from "./provider.js";

/** Replies whose text is longer are not read for their usage. UTF-16 units. */
const MOST_CHARACTERS = 2 ** 24;
/** As English text has. */
const CHARACTERS_PER_TOKEN = 4;

export interface MeteredCall {
  /** Content type of the reply. */
  readonly contentType: string;
  /**
   * UTF-16 units of the request, if tokens are to be estimated where the reply names none. Undefined: then it counts none, because
   * the call is none of a model.
   */
  readonly requestCharacters: number | undefined;
}

/**
 * Reads from a reply of OpenAI, Anthropic or Google how many tokens it cost, while its bytes pass. Where it does not say, as a stream of
 * OpenAI without `include_usage` or one that was cut off, a quarter of the characters of request and text counts.
 */
export class TokenMeter {
  readonly #call: MeteredCall;
  readonly #decoder = new TextDecoder();
  readonly #events: EventSourceParser | undefined;
  #text = "";
  #textCharacters = 0;
  #input = 0;
  #output = 0;
  #total = 0;

  constructor(call: MeteredCall) {
    this.#call = call;
    const isEvents = call.contentType.startsWith("text/event-stream");
    this.#events = isEvents ? createParser({ onEvent: (event) => this.#addEvent(event) }) : undefined;
  }

  feed(bytes: Uint8Array): void {
    const text = this.#decoder.decode(bytes, { stream: true });
    if (this.#events !== undefined) this.#events.feed(text);
    else if (this.#text.length < MOST_CHARACTERS) this.#text += text;
  }

  /** Tokens of request and reply. To be read when the reply has ended. */
  get tokens(): number {
    if (this.#events === undefined && this.#call.contentType.includes("json")) this.#addBody();
    const said = this.#total || this.#input + this.#output;
    const { requestCharacters } = this.#call;
    if (said > 0 || requestCharacters === undefined) return said;
    return Math.ceil((requestCharacters + this.#textCharacters) / CHARACTERS_PER_TOKEN);
  }

  #addBody(): void {
    const value = parsed(this.#text);
    this.#text = "";
    // Google streams a list of replies to those who do not ask for events.
    for (const one of Array.isArray(value) ? value : [value]) if (isObject(one)) this.#add(one);
  }

  #addEvent({ data }: SentEvent): void {
    const value = parsed(data);
    if (isObject(value)) this.#add(value);
  }

  #add(value: JsonObject): void {
    for (const holder of [value, value.response, value.message]) {
      if (isObject(holder)) this.#addUsage(holder);
    }
    // Events of OpenAI's responses that end in `.done` repeat what came in pieces.
    if (!String(value.type).endsWith(".done")) this.#textCharacters += textCharactersIn(value);
  }

  /** Streams name their usage several times, and each time all of it so far. */
  #addUsage({ usage, usageMetadata }: JsonObject): void {
    const used = isObject(usage) ? usage : isObject(usageMetadata) ? usageMetadata : {};
    const most = (before: number, ...names: string[]) =>
      Math.max(before, ...names.map((name) => countOf(used[name])));
    // Anthropic does not count what it reads from its prompt cache either.
    const written = countOf(used.cache_creation_input_tokens);
    const input = most(0, "prompt_tokens", "input_tokens", "promptTokenCount") + written;
    this.#input = Math.max(this.#input, input);
    this.#output = most(this.#output, "completion_tokens", "output_tokens", "candidatesTokenCount");
    this.#total = most(this.#total, "total_tokens", "totalTokenCount");
  }
}

/** Fields in which providers send text of a model, whole or in pieces. */
const TEXT_FIELDS: ReadonlySet<string> = new Set([
  ...["content", "text", "delta", "arguments", "partial_json", "thinking"],
]);

function textCharactersIn(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, part) => sum + textCharactersIn(part), 0);
  if (!isObject(value)) return 0;
  return Object.entries(value).reduce((sum, [name, field]) => {
    const isText = typeof field === "string" && TEXT_FIELDS.has(name);
    return sum + (isText ? field.length : textCharactersIn(field));
  }, 0);
}

function countOf(value: unknown): number {
  return typeof value === "number" && value > 0 && Number.isFinite(value) ? value : 0;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
