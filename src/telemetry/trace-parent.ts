import { context, isSpanContextValid, type SpanContext, trace } from "@opentelemetry/api";

const VERSION = "00";
const TRACE_PARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/** The caller's active span in the form of the W3C header `traceparent`; empty if there is none. */
export function activeTraceParent(): string {
  const span = trace.getSpanContext(context.active());
  if (span === undefined || !isSpanContextValid(span)) return "";
  return `${VERSION}-${span.traceId}-${span.spanId}-${span.traceFlags.toString(16).padStart(2, "0")}`;
}

/** The span that `text` names; undefined if it names none. Another version of the library may write other forms. */
export function readTraceParent(text: string): SpanContext | undefined {
  const [, traceId, spanId, flags] = TRACE_PARENT.exec(text) ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  const span = { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true };
  return isSpanContextValid(span) ? span : undefined;
}
