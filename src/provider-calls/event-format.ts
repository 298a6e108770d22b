import { createParser } from "eventsource-parser";
import { piecesOf } from "../cache/answer/index.js";
import type { AnswerChunk, ReplayOptions, StreamFormat } from "../cache/index.js";
import { answerOfMessage } from "./message-answer.js";
import type { JsonObject, Provider, SentEvent } from "./provider.js";

/**
 * The bytes of a provider's events as chunks of an answer. They reach the caller as they are. For one call, because it keeps what
 * it has read.
 *
 * @param body - Of the request.
 */
export function eventFormat(
  provider: Provider,
  name: string,
  body: JsonObject,
  { chunk = "stored" }: ReplayOptions,
): StreamFormat<Uint8Array> {
  const collector = provider.collector();
  const decoder = new TextDecoder();
  const parser = createParser({ onEvent: (event) => collector.add(event) });
  let hasTold = false;
  return {
    name,
    needsFinish: true,
    read(bytes) {
      if (hasTold) return [];
      parser.feed(decoder.decode(bytes, { stream: true }));
      const { message } = collector;
      if (message === undefined) return [];
      hasTold = true;
      return chunksOf(provider, message);
    },
    write(said) {
      if (said.type !== "finish") return [];
      const encoder = new TextEncoder();
      const events = provider.eventsOf(said.raw as JsonObject, (text) => piecesOf(text, chunk), body);
      return Array.from(events, (event) => encoder.encode(frameOf(event)));
    },
  };
}

function chunksOf(provider: Provider, message: JsonObject): readonly AnswerChunk[] {
  const { response, usage } = answerOfMessage(provider, message);
  const { content, ...about } = response;
  return [...content.map((part) => ({ type: "part", part }) as const), { type: "finish", ...about, usage }];
}

/** https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream */
function frameOf({ event, data }: SentEvent): string {
  return `${event === undefined ? "" : `event: ${event}\n`}data: ${data}\n\n`;
}
