import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { isOctavecError } from "../errors/index.js";
import { parseOptions, type SseOptions, sseSchema } from "../options/index.js";
import type { EventStream } from "./event-stream.js";
import { toServerSentEvents } from "./server-sent-events.js";
import { isEventId } from "./stream-event.js";

export interface SseHandlerOptions extends SseOptions {
  /**
   * Which channel a request may watch; undefined answers 404. Whoever can name a channel here can read it, so check
   * permissions before you answer.
   */
  channelOf: (request: IncomingMessage) => string | undefined | Promise<string | undefined>;
  /** Told of what ended a response early. Default: nobody. */
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
 * It goes on after the request's `Last-Event-ID`; a browser that has seen the channel's end gets 204, which stops it.
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
      if (lastEventId !== undefined && (await hasSeenAll(stream, channel, lastEventId))) {
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
      // The browser comes back by itself after a response that broke off, but not after one that failed.
      if (response.headersSent) response.end();
      else response.writeHead(isOctavecError(error, "INVALID_ARGUMENT") ? 400 : 500).end();
    }
  };
}

/** What is no id of ours is passed over, as if the browser came for the first time. */
function lastEventIdOf({ headers }: IncomingMessage): string | undefined {
  const id = headers["last-event-id"];
  return typeof id === "string" && isEventId(id) ? id : undefined;
}

/** A server that is away must not turn a browser away for good: then the response begins, and waits. */
function hasSeenAll(stream: Pick<EventStream, "isEnd">, channel: string, id: string): Promise<boolean> {
  return stream.isEnd(channel, id).catch(() => false);
}
