import type { FastifyRequest, GatewayLog, HttpServer } from "../http/index.js";
import type { GatewayMetrics } from "./open-metrics.js";

const MS_PER_SECOND = 1_000;
/** Of the OpenTelemetry conventions for `http.server.request.duration`, in seconds. */
const BOUNDARIES = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
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
  const duration = metrics?.meterProvider
    .getMeter("octavec")
    .createHistogram("http.server.request.duration", {
      unit: "s",
      description: "Duration of requests to the gateway",
      advice: { explicitBucketBoundaries: BOUNDARIES },
    });
  const report = (request: FastifyRequest, status: number | undefined, durationMs: number) => {
    const route = request.routeOptions.url ?? "unknown";
    duration?.record(durationMs / MS_PER_SECOND, {
      "http.request.method": request.method,
      "http.route": route,
      ...(status === undefined ? { "error.type": "disconnected" } : { "http.response.status_code": status }),
    });
    if (UNLOGGED.has(route)) return;
    const { method, id: requestId } = request;
    const outcome = status === undefined ? { disconnected: true } : { status };
    log({ event: "request", requestId, method, route, ...outcome, durationMs: Math.round(durationMs) });
  };
  app.addHook("onResponse", async (request, reply) => report(request, reply.statusCode, reply.elapsedTime));
  app.addHook("onRequestAbort", async (request) => report(request, undefined, 0));
}
