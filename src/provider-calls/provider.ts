import type { JsonValue } from "../cache/index.js";
import type { ReadRequest, ReadRequestOptions } from "../requests/index.js";

export type JsonObject = { readonly [name: string]: JsonValue };

/** An event of a stream of server-sent events. */
export interface SentEvent {
  readonly event?: string | undefined;
  readonly data: string;
}

/** What the cache needs to know of a provider's message. */
export interface MessageFacts {
  /** The text that the model wrote. */
  readonly text: string;
  /** `stop` if the model had said everything; else the provider's word. */
  readonly finishReason: string;
  readonly model: string | undefined;
  readonly inputTokens: number | undefined;
  readonly outputTokens: number | undefined;
}

/** Puts the events of one stream together. */
export interface MessageCollector {
  add(event: SentEvent): void;
  /** The message as the provider gives it without a stream. Undefined until the stream is whole. */
  readonly message: JsonObject | undefined;
}

/** How one kind of call of a provider is read and answered. */
export interface Provider {
  /** The request of a body, or why it is not cacheable. */
  read(body: JsonObject, url: URL, options: ReadRequestOptions): ReadRequest;
  /** Whether the call asks for server-sent events. */
  wantsEvents(body: JsonObject, url: URL): boolean;
  factsOf(message: JsonObject): MessageFacts;
  collector(): MessageCollector;
  /** The events in which the provider would stream the message. `split` divides a text into pieces. */
  eventsOf(
    message: JsonObject,
    split: (text: string) => readonly string[],
    body: JsonObject,
  ): Iterable<SentEvent>;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function objectsIn(value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

export function textIn(value: unknown): string {
  return typeof value === "string" ? value : "";
}

export function countIn(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}

/** Undefined for what is no JSON object. */
export function parseObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
