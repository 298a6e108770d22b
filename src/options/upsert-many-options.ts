import { z } from "zod";
import { signalField } from "./shared-fields.js";

/** What `onProgress` receives after each batch. */
export interface UpsertProgress {
  /** Records taken from the source so far. */
  readonly read: number;
  /** Records the server has confirmed. */
  readonly acknowledged: number;
  /** Records refused or failed. */
  readonly failed: number;
  /** Records in the source, when it is an array. */
  readonly total?: number;
  /** Milliseconds since the start. */
  readonly elapsedMs: number;
}

export interface UpsertManyOptions {
  /** Most records that are read for one pipelined batch, 1 to 1,000. Default 500. */
  batchSize?: number | undefined;
  /** Most bytes of vectors, ids and attributes in one batch, 1,024 to 67,108,864. A single larger record goes alone. Default 4,194,304. */
  maxBatchBytes?: number | undefined;
  /** Batches under way at the same time, 1 to 64. The source is read no further ahead. Default 4. */
  concurrency?: number | undefined;
  /**
   * What an invalid record does. `throw`: an array is refused whole before anything is sent; another source
   * is read up to the invalid record. `report`: it is left out and listed in the report. Default `throw`.
   */
  onInvalid?: "throw" | "report" | undefined;
  /** Stops reading, gives up waiting for replies, and rejects with code `ABORTED` and the report so far. */
  signal?: AbortSignal | undefined;
  /** Called after each batch. What it throws stops the run and becomes the error's cause. */
  onProgress?: ((progress: UpsertProgress) => void) | undefined;
}

export const upsertManyOptionsSchema = z.lazy(() =>
  z.strictObject({
    batchSize: z.int().min(1).max(1_000).default(500),
    maxBatchBytes: z.int().min(1_024).max(67_108_864).default(4_194_304),
    concurrency: z.int().min(1).max(64).default(4),
    onInvalid: z.enum(["throw", "report"]).default("throw"),
    signal: signalField,
    onProgress: z
      .custom<(progress: UpsertProgress) => void>(
        (value) => typeof value === "function",
        "expected a function",
      )
      .optional(),
  }),
);

export type ResolvedUpsertManyOptions = z.output<typeof upsertManyOptionsSchema>;
