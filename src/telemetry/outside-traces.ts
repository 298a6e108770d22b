import { context, ROOT_CONTEXT } from "@opentelemetry/api";

/**
 * Calls `work` outside of the caller's trace. For timers: their work belongs to no call, and would otherwise be recorded as part
 * of the call that happened to start them.
 */
export function outsideTraces<T>(work: () => T): T {
  return context.with(ROOT_CONTEXT, work);
}
