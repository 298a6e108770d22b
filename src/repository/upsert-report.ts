import { type ErrorCode, isOctavecError, messageOf, OctavecError } from "../errors/index.js";

/** A record that was read from the source and not confirmed by the server. */
export interface RecordFailure {
  /** Position in the source, from 0. */
  readonly index: number;
  /** The record's id, when it had a valid one. */
  readonly id?: string;
  readonly error: OctavecError;
  /** False: the server certainly never saw it. True: it may have been stored. Repeating it is harmless either way. */
  readonly sent: boolean;
}

/**
 * What became of a run of `upsertMany`. Every record read is acknowledged, listed in `failures`, or counted in
 * `failuresOmitted`.
 */
export interface UpsertReport {
  /**
   * Records taken from the source. An array is encoded whole first: of its valid records those count that were taken for
   * a batch. So of an array that is refused, or aborted before the first batch, only invalid records count.
   */
  readonly read: number;
  /** Records confirmed by the server: `inserted + updated + superseded`. */
  readonly acknowledged: number;
  /** New elements. */
  readonly inserted: number;
  /** Elements that existed and were replaced. */
  readonly updated: number;
  /** Records followed by another one of the same id in the same batch, which was written in their stead. */
  readonly superseded: number;
  /** In order of `index`. */
  readonly failures: readonly RecordFailure[];
  /** Invalid records beyond the first 10,000: they are counted here and not listed. None of them was sent. Absent when all are listed. */
  readonly failuresOmitted?: number;
  /** The source was read to its end and nothing failed. */
  readonly complete: boolean;
}

/**
 * Every rejection of `upsertMany`: it could not write everything, or nothing at all. `report` says exactly which records
 * were acknowledged, and `cause` what stopped the run. Repeating the whole call is harmless; it can help when `retryable`
 * says so, which it takes from the cause.
 *
 * - `BATCH_INCOMPLETE`: the server did not take a batch whole, the source threw, or `onProgress` did.
 * - `ABORTED`: the signal was aborted. Its reason is the `cause`; `name` is `AbortError`.
 * - The code of an invalid record (`onInvalid: "throw"`), of invalid options, or of what `upsert` would have thrown before
 *   the first record was sent, such as `COLLECTION_MISMATCH`.
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
        : `${acknowledged} of ${read} records read were acknowledged, ${failed} were not; error.report lists them. Repeating the call is harmless.`;
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
