import {
  checkedFields,
  type FieldRules,
  integerWithin,
  isBoolean,
  isFunction,
  isSignal,
  isTimeoutMs,
} from "./field-rules.js";

/** Options of a single operation. */
export interface OperationOptions {
  /** Longest wait for the answer in milliseconds, 1 to 3,600,000. Default: the client's `commandTimeoutMs`. */
  timeoutMs?: number | undefined;
  /** Ends the wait, but not the operation: a write that was sent may still happen. The call rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
}

/** Options of `lease`. */
export interface LeaseOptions extends OperationOptions {
  /** A key that the work uses. In a cluster the connection goes to the node of this key. Default: any primary. */
  key?: string | undefined;
}

const OPERATION: FieldRules = new Map([
  ["timeoutMs", isTimeoutMs],
  ["signal", isSignal],
]);

const LEASE: FieldRules = new Map([
  ...OPERATION,
  ["key", (value) => (typeof value === "string" && value !== "" ? undefined : "a key")],
]);

const CLEAR: FieldRules = new Map([
  ["signal", isSignal],
  ["onProgress", isFunction],
]);

/** Fewer elements give no reliable figures; more take too long. */
const MIN_SAMPLE_SIZE = 300;
const MAX_SAMPLE_SIZE = 10_000;

/** Options of `recalibrate`. */
export interface RecalibrateOptions extends OperationOptions {
  /** Number of elements to learn from, 300 to 10,000. Default: the repository's `calibrationSample`. */
  sampleSize?: number | undefined;
}

const RECALIBRATE: FieldRules = new Map([
  ...OPERATION,
  ["sampleSize", integerWithin(MIN_SAMPLE_SIZE, MAX_SAMPLE_SIZE)],
]);

const SEND: FieldRules = new Map([
  ...OPERATION,
  ["binary", isBoolean],
  ["readOnly", isBoolean],
  ["idempotent", isBoolean],
  ["blocking", isBoolean],
]);

/**
 * Checks the options of an operation.
 *
 * @param what - Name of the call, for the error message: `"get"`.
 * @returns a plain copy.
 * @throws OctavecError `INVALID_ARGUMENT`.
 */
export function checkOperationOptions(what: string, options: OperationOptions): OperationOptions {
  return checkedFields(what, options, OPERATION);
}

/** Checks the options of `lease`. @returns a plain copy. @throws OctavecError `INVALID_ARGUMENT`. */
export function checkLeaseOptions(options: LeaseOptions): LeaseOptions {
  return checkedFields("lease", options, LEASE);
}

/** Checks the options of `clear` and `drop`. @returns a plain copy. @throws OctavecError `INVALID_ARGUMENT`. */
export function checkClearOptions<T extends object>(what: string, options: T): T {
  return checkedFields(what, options, CLEAR);
}

/** Checks the options of `recalibrate`. @returns a plain copy. @throws OctavecError `INVALID_ARGUMENT`. */
export function checkRecalibrateOptions(options: RecalibrateOptions): RecalibrateOptions {
  return checkedFields("recalibrate", options, RECALIBRATE);
}

/** Checks the options of `sendCommand`. @returns a plain copy. @throws OctavecError `INVALID_ARGUMENT`. */
export function checkSendOptions<T extends object>(what: string, options: T): T {
  return checkedFields(what, options, SEND);
}
