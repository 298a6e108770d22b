import { z } from "zod";
import { signalField } from "./shared-fields.js";

/** What `onProgress` receives after each batch. */
export interface UpsertProgress {
  /** Records read from the source so far. */
  readonly read: number;
  /** Records that the server has confirmed. */
  readonly acknowledged: number;
  /** Records that were refused or failed. */
  readonly failed: number;
  /** Records in the source, if it is an array. */
  readonly total?: number;
  /** Milliseconds since the start. */
  readonly elapsedMs: number;
}

export interface UpsertManyOptions {
  /** Most records in one pipelined batch, 1 to 1,000. Default 500. */
  batchSize?: number | undefined;
  /** Most bytes of vectors, ids and attributes in one batch, 1,024 to 67,108,864. A larger record is sent by itself. Default 4,194,304. */
  maxBatchBytes?: number | undefined;
  /** Batches that run at the same time, 1 to 64. The source is read no further ahead. Default 4. */
  concurrency?: number | undefined;
  /**
   * What happens with an invalid record. `throw`: the call rejects; of an array nothing was sent then, of another source the
   * records before. `report`: it is left out and listed in the report. Default `throw`.
   */
  onInvalid?: "throw" | "report" | undefined;
  /** Whether to write records that by an estimate do not fit below the server's `maxmemory`. Default false: `OUT_OF_MEMORY`. */
  force?: boolean | undefined;
  /** Stops reading and waiting for replies. The call rejects with code `ABORTED` and the report so far. */
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
    force: z.boolean().default(false),
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
