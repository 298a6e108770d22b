import { z } from "zod";
import type { MeterProvider, TracerProvider } from "../telemetry/index.js";

/** Where spans and metrics go, for every options object that says so. */
export const telemetryProviderFields = () => ({
  tracerProvider: z
    .custom<TracerProvider>(
      (value) => hasMethod(value, "getTracer"),
      "expected an OpenTelemetry TracerProvider",
    )
    .optional(),
  meterProvider: z
    .custom<MeterProvider>((value) => hasMethod(value, "getMeter"), "expected an OpenTelemetry MeterProvider")
    .optional(),
});

function hasMethod(value: unknown, name: string): boolean {
  return typeof value === "object" && value !== null && typeof Reflect.get(value, name) === "function";
}
