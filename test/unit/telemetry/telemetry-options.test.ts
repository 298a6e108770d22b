import { metrics, trace } from "@opentelemetry/api";
import { describe, expect, test } from "vitest";
import { connectOptionsSchema, parseOptions } from "../../../src/options/index.js";

function resolve(telemetry?: unknown) {
  return parseOptions(connectOptionsSchema, telemetry === undefined ? {} : { telemetry }, "connect options")
    .telemetry;
}

describe("the telemetry options of connect()", () => {
  test("enable telemetry without keys and with the registered providers by default", () => {
    expect(resolve()).toEqual({ enabled: true, captureKeys: false });
    expect(resolve({})).toEqual(resolve());
  });

  test("use the given providers", () => {
    const tracerProvider = trace.getTracerProvider();
    const meterProvider = metrics.getMeterProvider();
    const resolved = resolve({ tracerProvider, meterProvider });
    expect(resolved.tracerProvider).toBe(tracerProvider);
    expect(resolved.meterProvider).toBe(meterProvider);
  });

  test.each([
    [{ tracerProvider: metrics.getMeterProvider() }, "telemetry.tracerProvider"],
    [{ meterProvider: trace.getTracerProvider() }, "telemetry.meterProvider"],
    [{ tracerProvider: null }, "telemetry.tracerProvider"],
    [{ meterProvider: { getMeter: "text" } }, "telemetry.meterProvider"],
    [{ captureKeys: "yes" }, "telemetry.captureKeys"],
    [{ capturekeys: true }, "capturekeys"],
    [true, "telemetry"],
  ])("refuse %j, and the error names the option", (telemetry, place) => {
    expect(() => resolve(telemetry)).toThrow(place);
  });
});
