import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { deadline } from "../async/index.js";
import { isOctavecError, OctavecError } from "../errors/index.js";
import { parseOptions, type SseOptions, sseSchema } from "../options/index.js";
import type { EventStream } from "./event-stream.js";
import { isEventId, type StreamEvent } from "./stream-event.js";

/**
 * Turns events into the text of a `text/event-stream` (https://html.spec.whatwg.org/multipage/server-sent-events.html). Data
 * that is a string is sent unchanged, line by line; any other data as JSON. The `retry:` line comes first. While there is
 * no event, comments keep the connection alive.
 *
 * @throws OctavecError `INVALID_OPTIONS`. Reading throws `INVALID_ARGUMENT` for an id or type that contains a line end, and
 *   what `events` throws.
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
    // Not awaited, because the iterator may be waiting for its next event.
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
   * Returns the channel that a request may read; undefined answers 404. Whoever gets a channel here can read it, so check
   * permissions first.
   */
  channelOf: (request: IncomingMessage) => string | undefined | Promise<string | undefined>;
  /** Called with the error that ended a response early. Default: nothing is called. */
  onError?: ((error: unknown) => void) | undefined;
}

const HEADERS = {
  "content-type": "text/event-stream; charset=utf-8",
  "cache-control": "no-store, no-transform",
  // Stops proxies such as nginx from buffering events.
  "x-accel-buffering": "no",
};

/**
 * Creates a handler that answers a browser's `EventSource` with the events of a channel, for `node:http`, Express, and
 * Fastify's `reply.raw`. It continues after the request's `Last-Event-ID`. A browser that has read the channel's `end` gets
 * 204, which makes it stop. The promise of the handler resolves when the response is over, and never rejects.
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
      // A browser reconnects after a response that ended early, but not after an error status.
      if (response.headersSent) response.end();
      else response.writeHead(isOctavecError(error, "INVALID_ARGUMENT") ? 400 : 500).end();
    }
  };
}

/** The `Last-Event-ID` of the request. Any other text than an event id counts as none. */
function lastEventIdOf({ headers }: IncomingMessage): string | undefined {
  const id = headers["last-event-id"];
  return typeof id === "string" && isEventId(id) ? id : undefined;
}

/** Whether the browser has read the `end`. False while Redis is away, because a 204 would stop the browser for good. */
function hasReadAll(stream: Pick<EventStream, "isEnd">, channel: string, id: string): Promise<boolean> {
  return stream.isEnd(channel, id).catch(() => false);
}
