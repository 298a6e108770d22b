import { createRequestRecorder } from "../../telemetry/index.js";
import type { FastifyRequest, GatewayLog, HttpServer } from "../http/index.js";
import type { GatewayMetrics } from "./open-metrics.js";

/** Probes and scrapes, which would fill the log. */
const UNLOGGED: ReadonlySet<string> = new Set(["/health/live", "/health/ready", "/metrics"]);

/**
 * Measures every request, and logs one line for it: method, route, status and duration. A route is the pattern of a path, so neither
 * lines nor labels hold anything that a client wrote.
 */
export function observeRequests(
  app: HttpServer,
  { log, metrics }: { readonly log: GatewayLog; readonly metrics: GatewayMetrics | undefined },
): void {
  const measure = metrics && createRequestRecorder(metrics.meterProvider);
  const report = (request: FastifyRequest, status: number | undefined, durationMs: number) => {
    const route = request.routeOptions.url ?? "unknown";
    measure?.({ method: request.method, route, status, durationMs });
    if (UNLOGGED.has(route)) return;
    const { method, id: requestId } = request;
    const outcome = status === undefined ? { disconnected: true } : { status };
    log({ event: "request", requestId, method, route, ...outcome, durationMs: Math.round(durationMs) });
  };
  app.addHook("onResponse", async (request, reply) => report(request, reply.statusCode, reply.elapsedTime));
  app.addHook("onRequestAbort", async (request) => report(request, undefined, 0));
}
