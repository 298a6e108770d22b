import type { AttributeRow, MetricRow } from "./rows.js";
import type { ATTRIBUTES } from "./telemetry-table.js";

/** The telemetry of gateways, by the OpenTelemetry conventions for HTTP servers. */
export const GATEWAY_ATTRIBUTES = {
  requestMethod: { key: "http.request.method", type: "string", meaning: "`GET`, `POST` …" },
  route: {
    key: "http.route",
    type: "string",
    meaning: "pattern of the path, such as `/v1/caches/:cacheId/entries`; `unknown` if there is none",
  },
  responseStatus: {
    key: "http.response.status_code",
    type: "int",
    meaning: "status of the reply; absent if the client left before",
  },
} as const satisfies Record<string, AttributeRow>;

export const GATEWAY_METRICS = {
  requestDuration: {
    name: "http.server.request.duration",
    instrument: "histogram",
    unit: "s",
    meaning: "duration of one request to a gateway",
    attributes: ["requestMethod", "route"],
    sometimes: ["responseStatus", "errorType"],
    // Of the convention.
    buckets: [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
  },
} as const satisfies Record<string, MetricRow<keyof typeof GATEWAY_ATTRIBUTES | keyof typeof ATTRIBUTES>>;
