import type { GatewayRecorder, RunningRequest } from "../../telemetry/index.js";
import type { FastifyReply, FastifyRequest, GatewayLog, HttpServer } from "../http/index.js";

import { type ContentLog, loggedContent } from "./logged-content.js";

/** Probes and scrapes, which would fill the log and the traces. */
const UNLOGGED: ReadonlySet<string> = new Set(["/health/live", "/health/ready", "/metrics", "/openapi.json"]);

/** Counts the replies that are sent piece by piece. */
export interface StreamCount {
  running: number;
}

export interface RequestObservers {
  readonly log: GatewayLog;
  readonly recorder: GatewayRecorder;
  readonly streams: StreamCount;
  /** Undefined: lines hold no text of requests. */
  readonly content: ContentLog | undefined;
}

/**
 * Measures every request, and logs one line for it: method, route, status and duration. A route is the pattern of a path, so neither
 * labels nor lines hold anything that a client wrote, unless `content` asks for the texts of requests in lines.
 */
export function observeRequests(
  app: HttpServer,
  { log, recorder, streams, content }: RequestObservers,
): void {
  const running = new WeakMap<FastifyRequest, RunningRequest>();
  const report = (request: FastifyRequest, reply: FastifyReply | undefined) => {
    const route = routeOf(request);
    const status = reply?.statusCode;
    const durationMs = reply?.elapsedTime ?? 0;
    running.get(request)?.end({ status, errorType: errorTypeOf(status), cache: cacheOf(reply) }, durationMs);
    if (UNLOGGED.has(route)) return;
    const { method, id: requestId } = request;
    const outcome = status === undefined ? { disconnected: true } : { status };
    const text = content === undefined ? undefined : loggedContent(request.body, content);
    const texts = text === undefined ? {} : { content: text };
    log({
      event: "request",
      requestId,
      method,
      route,
      ...outcome,
      durationMs: Math.round(durationMs),
      ...texts,
    });
  };
  app.addHook("onRequest", (request, _reply, done) => {
    const route = routeOf(request);
    running.set(request, recorder.request(request.method, route, request.headers));
    done();
  });
  // After the body was read, because what reads it belongs to the connection and not to the request.
  app.addHook("preValidation", (request, _reply, done) => {
    const current = running.get(request);
    if (current === undefined) done();
    else current.run(done);
  });
  app.addHook("onSend", (_request, reply, payload, done) => {
    if (isStream(payload)) {
      streams.running++;
      reply.raw.once("close", () => streams.running--);
    }
    done(null, payload);
  });
  app.addHook("onResponse", async (request, reply) => report(request, reply));
  app.addHook("onRequestAbort", async (request) => report(request, undefined));
}

function routeOf({ routeOptions }: FastifyRequest): string {
  return routeOptions.url ?? "unknown";
}

function errorTypeOf(status: number | undefined): string | undefined {
  if (status === undefined) return "disconnected";
  return status >= 500 ? String(status) : undefined;
}

function cacheOf(reply: FastifyReply | undefined): string | undefined {
  const outcome = reply?.getHeader("x-octavec-cache");
  return typeof outcome === "string" ? outcome : undefined;
}

function isStream(payload: unknown): boolean {
  return typeof payload === "object" && payload !== null && "pipe" in payload;
}
