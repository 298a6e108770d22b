import {
  context,
  DiagLogLevel,
  diag,
  type MeterProvider,
  metrics,
  ProxyTracerProvider,
  propagation,
  trace,
} from "@opentelemetry/api";
import { SCOPE } from "./telemetry-table.js";

/** Whether the process has an SDK that takes spans. */
export function isTracingRegistered(): boolean {
  const provider = trace.getTracerProvider();
  return !(provider instanceof ProxyTracerProvider) || provider.getDelegateTracer(SCOPE.name) !== undefined;
}

export function registeredMeterProvider(): MeterProvider {
  return metrics.getMeterProvider();
}

/** Takes out what an SDK registered in the process, so that another one can be registered. */
export function unregisterSdk(): void {
  trace.disable();
  metrics.disable();
  context.disable();
  propagation.disable();
  diag.disable();
}

/** Calls back with each warning and error of an SDK, such as a failed export. */
export function onSdkFailure(report: (message: string) => void): void {
  const ignore = () => {};
  diag.setLogger(
    { error: report, warn: report, info: ignore, debug: ignore, verbose: ignore },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
}
