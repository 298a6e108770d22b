import { z } from "zod";
import { signalField } from "./shared-fields.js";

/** What `onProgress` receives after each batch. */
export interface TransferProgress {
  /** All entries before this position of the source are done. Pass it as `resumeFrom` to continue. */
  readonly position: number;
  /** Entries that Redis has confirmed. */
  readonly done: number;
  /** Entries that `store` would not cache either. */
  readonly skipped: number;
  /** Invalid entries. */
  readonly failed: number;
  /** Entries in the source, if it is an array. */
  readonly total?: number;
  readonly elapsedMs: number;
  /** Confirmed entries per second, in this run. */
  readonly entriesPerSecond: number;
}

export interface TransferOptions {
  /** Entries of one batch, which are embedded by one call and sent to Redis together, 1 to 1,000. Default 64. */
  batchSize?: number | undefined;
  /** Batches that run at the same time, 1 to 64. The source is read no further ahead. Default 4. */
  concurrency?: number | undefined;
  /** Entries to skip at the beginning of the source: `position` of an earlier run. Default 0. */
  resumeFrom?: number | undefined;
  /** Stops reading. The call rejects with `ABORTED` and the position (`details.resumeFrom`). */
  signal?: AbortSignal | undefined;
  /** Called after each batch. What it throws stops the run and becomes the error's cause. */
  onProgress?: ((progress: TransferProgress) => void) | undefined;
}

export const transferOptionsSchema = z.strictObject({
  batchSize: z.int().min(1).max(1_000).default(64),
  concurrency: z.int().min(1).max(64).default(4),
  resumeFrom: z.int().min(0).default(0),
  signal: signalField,
  onProgress: z
    .custom<(progress: TransferProgress) => void>(
      (value) => typeof value === "function",
      "expected a function",
    )
    .optional(),
});

export type ResolvedTransferOptions = z.output<typeof transferOptionsSchema>;
