import { z } from "zod";
import { signalField } from "./shared-fields.js";

/** What `onProgress` receives after each batch. */
export interface TransferProgress {
  /** Everything before this position of the source is dealt with: what `resumeFrom` takes. */
  readonly position: number;
  /** Entries that Redis has confirmed. */
  readonly done: number;
  /** Entries that are not cached, as `store` would not cache them. */
  readonly skipped: number;
  /** Entries that are no valid ones. */
  readonly failed: number;
  /** Entries in the source, when it is an array. */
  readonly total?: number;
  readonly elapsedMs: number;
  /** Of this run, confirmed ones only. */
  readonly entriesPerSecond: number;
}

export interface TransferOptions {
  /** Entries whose questions are embedded by one call and that go to Redis together, 1 to 1,000. Default 64. */
  batchSize?: number | undefined;
  /** Batches under way at the same time, 1 to 64. The source is read no further ahead. Default 4. */
  concurrency?: number | undefined;
  /** Entries at the beginning of the source to leave out: a `position` of an earlier run. Default 0. */
  resumeFrom?: number | undefined;
  /** Stops reading, and rejects with `ABORTED` and the position (`details.resumeFrom`). */
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
