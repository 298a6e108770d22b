import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { deadline } from "../async/index.js";
import { isOctavecError, OctavecError } from "../errors/index.js";
import { parseOptions, type SseOptions, sseSchema } from "../options/index.js";
import type { EventStream } from "./event-stream.js";
import { isEventId, type StreamEvent } from "./stream-event.js";

/**
 * Events as the text of a `text/event-stream` (https://html.spec.whatwg.org/multipage/server-sent-events.html): data that
 * is text is sent as it is, line by line; anything else as JSON. The `retry:` line comes first. While there is no event,
 * comments keep the connection alive.
 *
 * @throws OctavecError `INVALID_OPTIONS`; when read: `INVALID_ARGUMENT` for an id or type with a line end in it; what the
 * events throw.
 */
export function toServerSentEvents(
  events: AsyncIterable<StreamEvent>,
  options: SseOptions = {},
): AsyncIterable<string> {
  const { heartbeatMs, retryMs } = parseOptions(sseSchema, options, "options of server-sent events");
  return { [Symbol.asyncIterator]: () => frames(events, heartbeatMs, retryMs) };
}

async function* frames(
  events: AsyncIterable<StreamEvent>,
  heartbeatMs: number,
  retryMs: number,
): AsyncGenerator<string, void> {
  const iterator = events[Symbol.asyncIterator]();
  yield `retry: ${retryMs}\n\n`;
  try {
    let pending = iterator.next();
    while (true) {
      const result = await deadline<IteratorResult<StreamEvent> | undefined>(pending, {
        timeoutMs: heartbeatMs,
        onTimeout: () => undefined,
      });
      if (result === undefined) {
        yield ": still here\n\n";
        continue;
      }
      if (result.done) return;
      yield frameOf(result.value);
      pending = iterator.next();
    }
  } finally {
    // Not awaited: the events may be waiting for their next one.
    iterator.return?.().catch(() => {});
  }
}

function frameOf({ id, type, data }: StreamEvent): string {
  const text = typeof data === "string" ? data : (JSON.stringify(data) ?? "null");
  const lines = text.split(/\r\n|\r|\n/).map((line) => `data: ${line}\n`);
  return `id: ${oneLine(id, "id")}\nevent: ${oneLine(type, "type")}\n${lines.join("")}\n`;
}

function oneLine(text: string, what: string): string {
  if (!/[\r\n\0]/.test(text)) return text;
  throw new OctavecError("INVALID_ARGUMENT", `${what}: expected one line of text for a server-sent event.`);
}

export interface SseHandlerOptions extends SseOptions {
  /**
   * The channel that a request may read; undefined answers 404. Everyone whose request gets a channel here can read it, so
   * check permissions before you answer.
   */
  channelOf: (request: IncomingMessage) => string | undefined | Promise<string | undefined>;
  /** Called with the error that ended a response early. Default: nothing is called. */
  onError?: ((error: unknown) => void) | undefined;
}

const HEADERS = {
  "content-type": "text/event-stream; charset=utf-8",
  "cache-control": "no-store, no-transform",
  // Proxies such as nginx would hold events back.
  "x-accel-buffering": "no",
};

/**
 * Answers a browser's `EventSource` with the events of a channel, for `node:http`, Express, and Fastify's `reply.raw`.
 * It continues after the request's `Last-Event-ID`. A browser that has read the channel's end gets 204, which stops it.
 * The promise settles when the response is over, and never rejects.
 *
 * @throws OctavecError `INVALID_OPTIONS`.
 */
export function createSseHandler(
  stream: Pick<EventStream, "read" | "isEnd">,
  { channelOf, onError = () => {}, ...options }: SseHandlerOptions,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  parseOptions(sseSchema, options, "options of the SSE handler");
  return async (request, response) => {
    const gone = new AbortController();
    response.once("close", () => gone.abort());
    try {
      const channel = await channelOf(request);
      const lastEventId = lastEventIdOf(request);
      if (channel === undefined) return void response.writeHead(404).end();
      if (lastEventId !== undefined && (await hasReadAll(stream, channel, lastEventId))) {
        return void response.writeHead(204).end();
      }
      const events = stream.read(channel, { lastEventId, signal: gone.signal });
      response.writeHead(200, HEADERS);
      response.flushHeaders();
      for await (const frame of toServerSentEvents(events, options)) {
        if (!response.write(frame)) await once(response, "drain", { signal: gone.signal });
      }
      response.end();
    } catch (error) {
      if (gone.signal.aborted) return;
      onError(error);
      // The browser reconnects by itself after a response that broke off, but not after one that failed.
      if (response.headersSent) response.end();
      else response.writeHead(isOctavecError(error, "INVALID_ARGUMENT") ? 400 : 500).end();
    }
  };
}

/** A foreign id is ignored, as if the browser came for the first time. */
function lastEventIdOf({ headers }: IncomingMessage): string | undefined {
  const id = headers["last-event-id"];
  return typeof id === "string" && isEventId(id) ? id : undefined;
}

/** When the server is away, the response begins and waits: a 204 would stop the browser for good. */
function hasReadAll(stream: Pick<EventStream, "isEnd">, channel: string, id: string): Promise<boolean> {
  return stream.isEnd(channel, id).catch(() => false);
}
