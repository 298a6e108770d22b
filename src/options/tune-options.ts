import { OctavecError } from "../errors/index.js";
import {
  checkedFields,
  type FieldRule,
  type FieldRules,
  integerWithin,
  isFunction,
  isSignal,
  isTimeoutMs,
} from "./field-rules.js";

/** The exact neighbours of a query are looked for among many times as many candidates, of which a search returns 10,000 at most. */
const MAX_LIMIT = 1_000;
/** Fewer queries say nothing; more load the server for long. */
const MIN_SAMPLE_SIZE = 20;
const MAX_SAMPLE_SIZE = 1_000;
/** Less is no aim for a search. */
const MIN_TARGET = 0.1;
const MAX_QUERIES = 10_000;
/** The limit of the server since 8.4. Earlier versions allocate memory for any number. */
const MAX_EF = 1_000_000;

/** What `onProgress` of `tune` receives after each search. */
export interface TuneProgress {
  /** Searches so far, with those that compare every element. */
  readonly searches: number;
  /** The EF that is being measured; undefined while every element is compared. */
  readonly ef: number | undefined;
}

/** Options of `tune`. */
export interface TuneOptions {
  /** Share of the true nearest neighbours that the searches should find on average, 0.1 to 1. */
  targetRecall: number;
  /** Hits of the searches that are tuned, 1 to 1,000. Default 10. */
  limit?: number | undefined;
  /** How the searches compare, as in `search`. Default: `rescored` if the collection has codes, else `native`. */
  precision?: "native" | "rescored" | undefined;
  /** Vectors to search by, 20 to 10,000, for example of your users' questions. Default: random elements of the collection. */
  queries?: readonly ArrayLike<number>[] | undefined;
  /** Random elements to search by if there are no `queries`, 20 to 1,000. Default 100. */
  sampleSize?: number | undefined;
  /**
   * Reads vectors as they were before they were stored, in the order of the ids; undefined for one that you do not have. The exact
   * neighbours are then those by these vectors. Default: by what the collection keeps.
   */
  exactVectors?:
    | ((ids: readonly string[]) => Promise<readonly (ArrayLike<number> | undefined)[]>)
    | undefined;
  /** Largest EF that is tried, 1 to 1,000,000. Default 10,000. Never more than a shard has elements. */
  maxEf?: number | undefined;
  /** Longest wait for the report in milliseconds, 1 to 3,600,000. Default: no limit but that of each search. */
  timeoutMs?: number | undefined;
  /** Ends the measurement. The call rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
  /** Called after each search. If it throws, the call rejects with that error. */
  onProgress?: ((progress: TuneProgress) => void) | undefined;
}

const TUNE: FieldRules = new Map<string, FieldRule>([
  ["targetRecall", isTarget],
  ["limit", integerWithin(1, MAX_LIMIT)],
  ["precision", isPrecision],
  ["queries", isQueries],
  ["sampleSize", integerWithin(MIN_SAMPLE_SIZE, MAX_SAMPLE_SIZE)],
  ["exactVectors", isFunction],
  ["maxEf", integerWithin(1, MAX_EF)],
  ["timeoutMs", isTimeoutMs],
  ["signal", isSignal],
  ["onProgress", isFunction],
]);

/** Checks the options of `tune`. @returns a plain copy. @throws OctavecError `INVALID_ARGUMENT`. */
export function checkTuneOptions(options: TuneOptions): TuneOptions {
  const checked = checkedFields("tune", options, TUNE);
  if (checked.targetRecall === undefined) throw invalid("targetRecall", "expected a number from 0.1 to 1");
  if (checked.queries !== undefined && checked.sampleSize !== undefined)
    throw invalid("sampleSize", "expected none beside queries, which are all used");
  return checked;
}

function invalid(field: string, problem: string): OctavecError {
  return new OctavecError("INVALID_ARGUMENT", `tune: ${field}: ${problem}.`, { details: { field } });
}

function isTarget(value: unknown): string | undefined {
  const fits = typeof value === "number" && value >= MIN_TARGET && value <= 1;
  return fits ? undefined : `a number from ${MIN_TARGET} to 1`;
}

function isPrecision(value: unknown): string | undefined {
  return value === "native" || value === "rescored" ? undefined : '"native" or "rescored"';
}

function isQueries(value: unknown): string | undefined {
  const fits = Array.isArray(value) && value.length >= MIN_SAMPLE_SIZE && value.length <= MAX_QUERIES;
  return fits ? undefined : `an array of ${MIN_SAMPLE_SIZE} to ${MAX_QUERIES} vectors`;
}
