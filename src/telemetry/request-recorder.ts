import type { MeterProvider } from "@opentelemetry/api";
import { GATEWAY_ATTRIBUTES, GATEWAY_METRICS } from "./gateway-table.js";
import { createHistogram } from "./instruments.js";
import { meterOf } from "./meter-of.js";
import { ATTRIBUTES } from "./telemetry-table.js";

/** One request to a gateway, without anything that the client wrote. */
export interface RequestFacts {
  readonly method: string;
  /** Pattern of the path. */
  readonly route: string;
  /** Undefined if the client left before the reply. */
  readonly status: number | undefined;
  readonly durationMs: number;
}

/** The histogram of a gateway's requests, or undefined if no SDK collects metrics. */
export function createRequestRecorder(
  meterProvider: MeterProvider,
): ((request: RequestFacts) => void) | undefined {
  const meter = meterOf(meterProvider);
  if (meter === undefined) return undefined;
  const duration = createHistogram(meter, GATEWAY_METRICS.requestDuration);
  return ({ method, route, status, durationMs }) =>
    duration.record(durationMs / 1_000, {
      [GATEWAY_ATTRIBUTES.requestMethod.key]: method,
      [GATEWAY_ATTRIBUTES.route.key]: route,
      ...(status === undefined
        ? { [ATTRIBUTES.errorType.key]: "disconnected" }
        : { [GATEWAY_ATTRIBUTES.responseStatus.key]: status }),
    });
}
