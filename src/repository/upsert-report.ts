import { OctavecError } from "../errors/index.js";

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

/** What became of a run of `upsertMany`. Every record read is either acknowledged or listed in `failures`. */
export interface UpsertReport {
  /** Records taken from the source. */
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
  /** The source was read to its end and nothing failed. */
  readonly complete: boolean;
}

/**
 * `upsertMany` could not write everything: code `BATCH_INCOMPLETE` (its `cause` is the first failure) or `ABORTED` (its
 * `cause` is the signal's reason, its `name` is `AbortError`). `report` says exactly which records were acknowledged.
 * Repeating the whole call is harmless.
 */
export class UpsertManyError extends OctavecError {
  readonly report: UpsertReport;

  constructor(code: "BATCH_INCOMPLETE" | "ABORTED", report: UpsertReport, cause: unknown) {
    const { read, acknowledged, failures } = report;
    const why =
      code === "ABORTED"
        ? "was aborted"
        : `stopped: ${cause instanceof Error ? cause.message : String(cause)}`;
    super(
      code,
      `upsertMany ${why} (${acknowledged} of ${read} records read were acknowledged, ${failures.length} were not; ` +
        "error.report lists them). Repeating the call is harmless.",
      { cause, details: { read, acknowledged, failed: failures.length } },
    );
    if (code === "ABORTED") Object.defineProperty(this, "name", { value: "AbortError" });
    this.report = report;
  }
}
