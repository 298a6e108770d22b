import { metrics, trace } from "@opentelemetry/api";
import { describe, expect, test } from "vitest";
import { connectOptionsSchema, parseOptions } from "../../../src/options/index.js";

function resolve(telemetry?: unknown) {
  return parseOptions(connectOptionsSchema, telemetry === undefined ? {} : { telemetry }, "connect options")
    .telemetry;
}

describe("the telemetry options of connect()", () => {
  test("are on without keys, with the registered providers, unless something else is said", () => {
    expect(resolve()).toEqual({ enabled: true, captureKeys: false });
    expect(resolve({})).toEqual(resolve());
  });

  test("take providers as they are", () => {
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
  ])("refuse %j and say where", (telemetry, place) => {
    expect(() => resolve(telemetry)).toThrow(place);
  });
});
