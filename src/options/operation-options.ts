import {
  checkedFields,
  type FieldRules,
  integerWithin,
  isBoolean,
  isFunction,
  isSignal,
  isTimeoutMs,
} from "./field-rules.js";

/** What a single operation may be given beside its arguments. */
export interface OperationOptions {
  /** Milliseconds to wait for the answer, 1 to 3,600,000. Default: the client's `commandTimeoutMs`. */
  timeoutMs?: number | undefined;
  /** Ends the wait, not the operation: a write that was sent may still happen. Rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
}

/** How to lease a connection. */
export interface LeaseOptions extends OperationOptions {
  /** A key that the work is about: in a cluster the connection goes to its node. Default: any primary. */
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

/** Fewer elements say too little; more than this take long to measure. */
const MIN_SAMPLE_SIZE = 300;
const MAX_SAMPLE_SIZE = 10_000;

/** Of `recalibrate`. */
export interface RecalibrateOptions extends OperationOptions {
  /** Elements to learn from, 300 to 10,000. Default 1,000. */
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
 * @param what - The call, for the message: `"get"`.
 * @returns the options, inherited ones too, as an object's own. @throws OctavecError `INVALID_ARGUMENT`.
 */
export function checkOperationOptions(what: string, options: OperationOptions): OperationOptions {
  return checkedFields(what, options, OPERATION);
}

/** As `checkOperationOptions`. @throws OctavecError `INVALID_ARGUMENT`. */
export function checkLeaseOptions(options: LeaseOptions): LeaseOptions {
  return checkedFields("lease", options, LEASE);
}

/** Of `clear` and `drop`; as `checkOperationOptions`. @throws OctavecError `INVALID_ARGUMENT`. */
export function checkClearOptions<T extends object>(what: string, options: T): T {
  return checkedFields(what, options, CLEAR);
}

/** Of `recalibrate`; as `checkOperationOptions`. @throws OctavecError `INVALID_ARGUMENT`. */
export function checkRecalibrateOptions(options: RecalibrateOptions): RecalibrateOptions {
  return checkedFields("recalibrate", options, RECALIBRATE);
}

/** Of `sendCommand`; as `checkOperationOptions`. @throws OctavecError `INVALID_ARGUMENT`. */
export function checkSendOptions<T extends object>(what: string, options: T): T {
  return checkedFields(what, options, SEND);
}
