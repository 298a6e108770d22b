import { ProxyTracerProvider, type Tracer, type TracerProvider } from "@opentelemetry/api";
import { SCOPE } from "./telemetry-table.js";

/** Gives the tracer of this library; undefined while nobody listens. It is cheap enough to be asked at every call. */
export type TracerSource = () => Tracer | undefined;

export function tracerSource(provider: TracerProvider): TracerSource {
  let tracer: Tracer | undefined;
  // The API's own provider stands for an SDK that may be registered later, and has no tracer to give until then.
  if (provider instanceof ProxyTracerProvider) {
    return () => (tracer ??= provider.getDelegateTracer(SCOPE.name, SCOPE.version));
  }
  tracer = provider.getTracer(SCOPE.name, SCOPE.version);
  return () => tracer;
}
