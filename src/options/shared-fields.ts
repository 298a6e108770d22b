import { z } from "zod";
import type { MeterProvider, TracerProvider } from "../telemetry/index.js";
import { isAbortSignal } from "./field-rules.js";

/** The field `signal`, the same in every schema. */
export const signalField = z.custom<AbortSignal>(isAbortSignal, "expected an AbortSignal").optional();

/** The fields that say where spans and metrics go, the same in every schema. */
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

/** For `z.strictObject`: what to say of a value that is no object. Unknown fields keep their own message. */
export function insteadOfObject(rule: string) {
  return { error: (issue: { code: string }) => (issue.code === "invalid_type" ? rule : undefined) };
}

function hasMethod(value: unknown, name: string): boolean {
  return typeof value === "object" && value !== null && typeof Reflect.get(value, name) === "function";
}
