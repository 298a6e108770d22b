import { checkedFields, type FieldRule, type FieldRules, isSignal, isTimeoutMs } from "./field-rules.js";
import type { OperationOptions } from "./operation-options.js";

/** Ten years of 365.25 days. */
export const MAX_TTL_MS = 315_576_000_000;

/** Options of `touch`. */
export interface TouchOptions extends OperationOptions {
  /**
   * Milliseconds from now on, by the server's clock, that the record lives at least, 1 to 315,576,000,000 (ten years), or null for
   * ever. Default: the repository's `ttlMs`.
   */
  ttlMs?: number | null | undefined;
}

/** A number of milliseconds, or null. */
export const isTtlMs: FieldRule = (value) =>
  value === null || (Number.isInteger(value) && Number(value) >= 1 && Number(value) <= MAX_TTL_MS)
    ? undefined
    : `a whole number from 1 to ${MAX_TTL_MS} (ten years), or null`;

const TOUCH: FieldRules = new Map<string, FieldRule>([
  ["ttlMs", isTtlMs],
  ["timeoutMs", isTimeoutMs],
  ["signal", isSignal],
]);

/** Checks the options of `touch`. @returns a plain copy. @throws OctavecError `INVALID_ARGUMENT`. */
export function checkTouchOptions(options: TouchOptions): TouchOptions {
  return checkedFields("touch", options, TOUCH);
}
