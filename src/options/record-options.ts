import {
  checkedFields,
  type FieldRule,
  type FieldRules,
  integerWithin,
  isBoolean,
  isFunction,
  isSignal,
  isTimeoutMs,
} from "./field-rules.js";
import type { OperationOptions } from "./operation-options.js";

/** A page is read in one pipeline, and its replies are in memory together. */
const MAX_BATCH_SIZE = 1_000;
const MAX_LIMIT = 10_000;
const MAX_CONCURRENCY = 64;

/** Options of `scan`, without its filter. */
export interface ScanTuning {
  /** Begins after this id in the order of the bytes of the ids. It need not exist any more. Default: from the beginning. */
  after?: string | undefined;
  /** Records that are read in one round trip and held in memory, 1 to 1,000. Default 250. */
  batchSize?: number | undefined;
  /** Whether records include their vectors. Default false. */
  includeVectors?: boolean | undefined;
  /** Ends the iteration before the next record, or the wait; rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
}

/** Options of `find`, without its filter. */
export interface FindTuning extends Omit<ScanTuning, "batchSize"> {
  /** Most records, 1 to 10,000. Default 10. */
  limit?: number | undefined;
}

/** What `onProgress` of `deleteWhere` and `updateWhere` receives after each page. */
export interface ChangeProgress {
  /** Records that were read so far. */
  readonly read: number;
  /** Those that matched when they were read. */
  readonly matched: number;
  /** Those that were deleted or updated. */
  readonly changed: number;
}

export interface DeleteWhereOptions {
  /** Records that are read in one round trip and then changed, 1 to 1,000. Default 250. */
  batchSize?: number | undefined;
  /** Stops the run, and the call rejects with the signal's reason. What was changed until then stays changed. */
  signal?: AbortSignal | undefined;
  /** Called after each page. If it throws, the call rejects with that error. */
  onProgress?: ((progress: ChangeProgress) => void) | undefined;
}

export interface UpdateWhereOptions extends DeleteWhereOptions {
  /** `merge`: fields that the patch does not name stay. `replace`: the patch becomes all of the attributes. Default `merge`. */
  mode?: "merge" | "replace" | undefined;
}

export interface UpdateAttributesOptions extends OperationOptions {
  /** As of `updateWhere`. */
  mode?: UpdateWhereOptions["mode"];
}

export interface SearchManyOptions {
  /** Queries that run at the same time, 1 to 64. Default 16. */
  concurrency?: number | undefined;
  /**
   * What happens with a query that is invalid or fails. `throw`: the call rejects. `report`: its place in the answer has the
   * error, and the others are answered. Default `throw`.
   */
  onFailure?: "throw" | "report" | undefined;
}

const LIST = [
  ["after", isText],
  ["includeVectors", isBoolean],
  ["signal", isSignal],
] as const satisfies [string, FieldRule][];

const SCAN: FieldRules = new Map<string, FieldRule>([
  ...LIST,
  ["batchSize", integerWithin(1, MAX_BATCH_SIZE)],
]);

const FIND: FieldRules = new Map<string, FieldRule>([...LIST, ["limit", integerWithin(1, MAX_LIMIT)]]);

const COUNT_WHERE: FieldRules = new Map([["signal", isSignal]]);

const DELETE_WHERE: FieldRules = new Map<string, FieldRule>([
  ["batchSize", integerWithin(1, MAX_BATCH_SIZE)],
  ["signal", isSignal],
  ["onProgress", isFunction],
]);

const UPDATE_WHERE: FieldRules = new Map([...DELETE_WHERE, ["mode", isMode]]);

const UPDATE_ATTRIBUTES: FieldRules = new Map<string, FieldRule>([
  ["mode", isMode],
  ["timeoutMs", isTimeoutMs],
  ["signal", isSignal],
]);

const SEARCH_MANY: FieldRules = new Map<string, FieldRule>([
  ["concurrency", integerWithin(1, MAX_CONCURRENCY)],
  ["onFailure", isOnFailure],
]);

/** Each check returns a plain copy and throws an OctavecError `INVALID_ARGUMENT`. `own` are fields that the caller checks itself. */
export function checkScanTuning<T extends ScanTuning>(options: T, own: ReadonlySet<string>): T {
  return checkedFields("scan", options, SCAN, own);
}

export function checkFindTuning<T extends FindTuning>(options: T, own: ReadonlySet<string>): T {
  return checkedFields("find", options, FIND, own);
}

export function checkCountWhereOptions<T extends object>(options: T): T {
  return checkedFields("countWhere", options, COUNT_WHERE);
}

export function checkDeleteWhereOptions(options: DeleteWhereOptions): DeleteWhereOptions {
  return checkedFields("deleteWhere", options, DELETE_WHERE);
}

export function checkUpdateWhereOptions(options: UpdateWhereOptions): UpdateWhereOptions {
  return checkedFields("updateWhere", options, UPDATE_WHERE);
}

export function checkUpdateAttributesOptions(options: UpdateAttributesOptions): UpdateAttributesOptions {
  return checkedFields("updateAttributes", options, UPDATE_ATTRIBUTES);
}

export function checkSearchManyOptions(options: SearchManyOptions): SearchManyOptions {
  return checkedFields("searchMany", options, SEARCH_MANY);
}

function isText(value: unknown): string | undefined {
  return typeof value === "string" ? undefined : "an id";
}

function isMode(value: unknown): string | undefined {
  return value === "merge" || value === "replace" ? undefined : '"merge" or "replace"';
}

function isOnFailure(value: unknown): string | undefined {
  return value === "throw" || value === "report" ? undefined : '"throw" or "report"';
}
