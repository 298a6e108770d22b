import type { AttributeRow, MetricRow, SpanRow } from "./rows.js";
import type { ATTRIBUTES } from "./telemetry-table.js";

/**
 * The telemetry of the gateway itself. Names follow version 1.45 of the conventions for HTTP
 * (https://opentelemetry.io/docs/specs/semconv/http/), where there is one. No attribute holds a path, a query, a header or a text.
 */
export const GATEWAY_ATTRIBUTES = {
  requestMethod: { key: "http.request.method", type: "string", meaning: "`GET`, `POST` …" },
  route: {
    key: "http.route",
    type: "string",
    meaning: "pattern of the path, such as `/v1/caches/:cacheId/entries`; `unknown` for a path without one",
  },
  responseStatus: {
    key: "http.response.status_code",
    type: "int",
    meaning: "status of the reply; absent if there was none",
  },
  gatewayCache: {
    key: "octavec.gateway.cache",
    type: "string",
    meaning: "for calls of the proxy, as in the header `x-octavec-cache`",
  },
  upstream: {
    key: "octavec.gateway.upstream",
    type: "string",
    meaning: "`name` of the upstream in the configuration",
  },
  ioDirection: { key: "network.io.direction", type: "string", meaning: "`receive` or `transmit`" },
} as const satisfies Record<string, AttributeRow>;

type GatewayAttributeName = keyof typeof GATEWAY_ATTRIBUTES | keyof typeof ATTRIBUTES;

export const GATEWAY_SPANS = {
  request: {
    name: "{http.request.method} {http.route}",
    kind: "SERVER",
    meaning:
      "one request; it continues the trace of the header `traceparent`, and look-ups, commands and calls of upstreams are its children",
    attributes: ["requestMethod", "route"],
    sometimes: ["responseStatus", "errorType", "gatewayCache"],
  },
  upstream: {
    name: "{http.request.method} {octavec.gateway.upstream}",
    kind: "CLIENT",
    meaning: "one call of an upstream until its reply begins; the upstream gets its `traceparent`",
    attributes: ["requestMethod", "upstream", "address", "port"],
    sometimes: ["responseStatus", "errorType"],
  },
} as const satisfies Record<string, SpanRow<GatewayAttributeName>>;

/** Of the conventions for `http.server.request.duration`, in seconds, with room for answers that stream for minutes. */
const HTTP_BUCKETS_SECONDS = [
  0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 30, 60,
] as const;

export const GATEWAY_METRICS = {
  requestDuration: {
    name: "http.server.request.duration",
    instrument: "histogram",
    unit: "s",
    meaning: "duration of a request until its reply was sent; 0 if the client went away before",
    attributes: ["requestMethod", "route"],
    sometimes: ["responseStatus", "errorType", "gatewayCache"],
    buckets: HTTP_BUCKETS_SECONDS,
  },
  upstreamDuration: {
    name: "http.client.request.duration",
    instrument: "histogram",
    unit: "s",
    meaning:
      "duration of a call of an upstream until its reply begins; its count with `error.type` is that of failures",
    attributes: ["requestMethod", "upstream", "address", "port"],
    sometimes: ["responseStatus", "errorType"],
    buckets: HTTP_BUCKETS_SECONDS,
  },
  io: {
    name: "octavec.gateway.io",
    instrument: "observed counter",
    unit: "By",
    meaning: "bytes on the connections of clients, headers included",
    attributes: ["ioDirection"],
  },
  streams: {
    name: "octavec.gateway.streams",
    instrument: "up-down counter",
    unit: "{stream}",
    meaning: "replies that are sent piece by piece at present",
    attributes: [],
  },
} as const satisfies Record<string, MetricRow<GatewayAttributeName>>;
