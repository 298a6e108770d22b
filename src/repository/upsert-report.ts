import { type ErrorCode, isOctavecError, messageOf, OctavecError } from "../errors/index.js";

/** A record that was read from the source and not confirmed by the server. */
export interface RecordFailure {
  /** Position in the source, from 0. */
  readonly index: number;
  /** The record's id, if it had a valid one. */
  readonly id?: string;
  readonly error: OctavecError;
  /** False: the server certainly did not get it. True: it may have been stored. In both cases it may be written again. */
  readonly sent: boolean;
}

/**
 * Counts and failures of one run of `upsertMany`. Every record read is acknowledged, listed in `failures`, or counted in
 * `failuresOmitted`.
 */
export interface UpsertReport {
  /**
   * Records read from the source. All records of an array are encoded before the first batch, but its valid records count only
   * when they are added to a batch. So for an array that is refused or aborted before its first batch, this is the number
   * of invalid records.
   */
  readonly read: number;
  /** Records confirmed by the server: `inserted + updated + superseded`. */
  readonly acknowledged: number;
  /** New elements. */
  readonly inserted: number;
  /** Elements that existed and were replaced. */
  readonly updated: number;
  /** Records that were not written because a later record of the same batch has the same id. */
  readonly superseded: number;
  /** In order of `index`. */
  readonly failures: readonly RecordFailure[];
  /** Number of invalid records beyond the first 10,000, which are not listed. None of them was sent. Absent if all are listed. */
  readonly failuresOmitted?: number;
  /** Whether the source was read to its end and nothing failed. */
  readonly complete: boolean;
}

/**
 * The error of every rejection of `upsertMany`. `report` has the outcome of each record, and `cause` is what stopped the run.
 * The whole call may be repeated. `retryable` says whether that can help; it is that of the cause.
 *
 * - `BATCH_INCOMPLETE`: a record of a batch failed, or the source or `onProgress` threw an error.
 * - `ABORTED`: the signal was aborted. Its reason is the `cause`; `name` is `AbortError`.
 * - The code of an invalid record (`onInvalid: "throw"`), of invalid options, or of an error before the first record was sent,
 *   such as `COLLECTION_MISMATCH`.
 */
export class UpsertManyError extends OctavecError {
  readonly report: UpsertReport;

  constructor(code: ErrorCode, report: UpsertReport, cause: unknown) {
    const { read, acknowledged, failures, failuresOmitted = 0 } = report;
    const failed = failures.length + failuresOmitted;
    const why = code === "ABORTED" ? "was aborted" : `stopped: ${messageOf(cause)}`;
    const what =
      read === 0
        ? "No record was written."
        : `${acknowledged} of ${read} records read were acknowledged, ${failed} were not; error.report lists them. The call may be repeated.`;
    const coded = isOctavecError(cause) ? cause : undefined;
    super(code, `upsertMany ${why} ${what}`, {
      cause,
      details: { ...coded?.details, read, acknowledged, failed },
      retryable: code !== "ABORTED" && coded?.retryable === true,
    });
    if (code === "ABORTED") Object.defineProperty(this, "name", { value: "AbortError" });
    this.report = report;
  }
}
