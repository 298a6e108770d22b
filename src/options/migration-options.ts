import { z } from "zod";
import { COMPONENT_TYPES, type VectorComponentType } from "./redisearch-options.js";
import { signalField } from "./shared-fields.js";

/** Type of the attribute that a hash field becomes. `skip`: the field is left out. */
export type HashFieldType = "text" | "number" | "boolean" | "json" | "skip";

/** Which hashes to read, and how to read them. */
export interface HashSourceOptions {
  /** What all keys begin with, taken literally, for example `doc:`. The rest of a key becomes the id. */
  prefix: string;
  /** The field that holds the vector. Default `vector`. */
  vectorField?: string | undefined;
  /** Types of the fields that are not `text`. A hash holds only texts, so filters compare a number as text unless its type is given here. */
  fields?: Readonly<Record<string, HashFieldType>> | undefined;
  /** Type of the vector's components, little-endian. Default `FLOAT32`. */
  vectorType?: VectorComponentType | undefined;
  /** Function that decodes a vector, instead of `vectorType`. Throw an `OctavecError` to reject the record. */
  decodeVector?: ((blob: Uint8Array) => Float32Array) | undefined;
}

function functionOf<F>() {
  return z.custom<F>((value) => typeof value === "function", "expected a function");
}

export const hashSourceSchema = z.strictObject({
  prefix: z.string().min(1),
  vectorField: z.string().min(1).default("vector"),
  fields: z.record(z.string(), z.enum(["text", "number", "boolean", "json", "skip"])).default({}),
  vectorType: z.enum(COMPONENT_TYPES).default("FLOAT32"),
  decodeVector: functionOf<(blob: Uint8Array) => Float32Array>().optional(),
});

/** Progress of a backfill. */
export interface BackfillProgress {
  /** Records read from the source, over all runs. */
  readonly read: number;
  /** Records that are in the target: written by the backfill, or already newer there. */
  readonly done: number;
  readonly rejected: number;
  /** Records in the source when the run began; null if the source cannot tell. */
  readonly total: number | null;
  /** Records per second of this run. */
  readonly recordsPerSecond: number;
  /** Estimated milliseconds until the end at this rate; null if `total` is null. */
  readonly remainingMs: number | null;
}

/** Options of a backfill. */
export interface BackfillTuning {
  /** Name of the run and of its checkpoint: letters, digits, `_ . -`. Default `default`. */
  name?: string | undefined;
  /** Records between two checkpoints, 1 to 100,000. After a crash at most this many are written again. Default 2,000. */
  batchSize?: number | undefined;
  /** Pipelines of one batch that run at the same time, 1 to 64. Default 4. */
  concurrency?: number | undefined;
  /** Most records per second. Default: no limit. */
  rateLimitPerSecond?: number | undefined;
  /** Start from the beginning, even if there is a checkpoint. Default false. */
  restart?: boolean | undefined;
  /** Pauses the run: it finishes the current batch, writes its checkpoint, and resolves with `state: "paused"`. */
  signal?: AbortSignal | undefined;
  /** Called after each batch. */
  onProgress?: ((progress: BackfillProgress) => void) | undefined;
  /** File that gets one line of JSON for each rejected record. Default: none. */
  rejectsFile?: string | undefined;
}

export const backfillSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[A-Za-z0-9_.-]{1,128}$/, "expected 1 to 128 letters, digits, _ . and -")
    .default("default"),
  batchSize: z.int().min(1).max(100_000).default(2_000),
  concurrency: z.int().min(1).max(64).default(4),
  rateLimitPerSecond: z.number().positive().optional(),
  restart: z.boolean().default(false),
  signal: signalField,
  onProgress: functionOf<(progress: BackfillProgress) => void>().optional(),
  rejectsFile: z.string().min(1).optional(),
});

export type ResolvedBackfillTuning = z.output<typeof backfillSchema>;

/** What happens in the background of a live collection. */
export type LiveEvent =
  /** A write to the other collection failed; its ids wait to be written again. */
  | { readonly kind: "mirror-failed"; readonly ids: readonly string[]; readonly error: unknown }
  /** Redis could not record the ids before the write. This process (and its spool file) keeps them until it can. */
  | { readonly kind: "spooled"; readonly ids: readonly string[]; readonly error: unknown }
  /** There was no room for the ids. Both collections differ there until the records are written again or `resync` is called. */
  | { readonly kind: "lost"; readonly ids: readonly string[] }
  /** The new collection cannot hold this record of the old one, and now has no record of that id. */
  | { readonly kind: "rejected"; readonly id: string; readonly error: unknown }
  /** Waiting ids were written to the other collection. */
  | { readonly kind: "replayed"; readonly count: number };

/** Options of a live collection. */
export interface LiveTuning {
  /** Longest time that a process uses the alias before it reads it again, in milliseconds, 10 to 60,000. Must be the same in all processes. Default 250. */
  aliasMaxAgeMs?: number | undefined;
  /** Longest wait for a write to the other collection, in milliseconds, 1 to 600,000. Default 1,000. */
  mirrorTimeoutMs?: number | undefined;
  /** Pause between two searches for waiting ids, in milliseconds, 10 to 3,600,000. Default 1,000. */
  replayIntervalMs?: number | undefined;
  /** After this time without an end, another process finishes a write, in milliseconds, 100 to 3,600,000. Default 10,000. */
  orphanAfterMs?: number | undefined;
  /** Most ids that this process keeps while Redis cannot record them, 1 to 10,000,000. Default 100,000. */
  maxSpooled?: number | undefined;
  /** File for the ids that this process keeps, so that they survive a crash. Each process needs its own file. Default: none. */
  spoolFile?: string | undefined;
  /** Called with every background event. What it throws is ignored. */
  onEvent?: ((event: LiveEvent) => void) | undefined;
}

export const liveSchema = z.strictObject({
  aliasMaxAgeMs: z.int().min(10).max(60_000).default(250),
  mirrorTimeoutMs: z.int().min(1).max(600_000).default(1_000),
  replayIntervalMs: z.int().min(10).max(3_600_000).default(1_000),
  orphanAfterMs: z.int().min(100).max(3_600_000).default(10_000),
  maxSpooled: z.int().min(1).max(10_000_000).default(100_000),
  spoolFile: z.string().min(1).optional(),
  onEvent: functionOf<(event: LiveEvent) => void>().optional(),
});

export type ResolvedLiveTuning = z.output<typeof liveSchema>;

/** Options of a verification. */
export interface VerifyTuning {
  /** Number of records to compare, evenly spread over the source, and of ids of the target. Default: all. */
  sample?: number | undefined;
  /** Queries to measure recall with, 0 to 10,000. They use the vectors of random records. Default 100. */
  queries?: number | undefined;
  /** Hits per query, 1 to 1,000. Default 10. */
  limit?: number | undefined;
  /** Least mean share of common hits, 0 to 1, overall and for each filter. Default 0.95. */
  minRecall?: number | undefined;
  /** Records in one page, 1 to 10,000. Default 500. */
  pageSize?: number | undefined;
  /** Ends the verification, which then rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
  /** Called after each page with the number of records read so far. */
  onProgress?: ((walked: number) => void) | undefined;
}

export const verifySchema = z.strictObject({
  sample: z.int().min(1).optional(),
  queries: z.int().min(0).max(10_000).default(100),
  limit: z.int().min(1).max(1_000).default(10),
  minRecall: z.number().min(0).max(1).default(0.95),
  pageSize: z.int().min(1).max(10_000).default(500),
  signal: signalField,
  onProgress: functionOf<(walked: number) => void>().optional(),
});

export type ResolvedVerifyTuning = z.output<typeof verifySchema>;

/** How far a rebuild has come. */
export interface RebuildProgress {
  readonly step: "backfill" | "verify" | "cutover";
  /** Records that this step has read. */
  readonly read: number;
  /** Records that it has to read; null if the source cannot tell. Live writes change it. */
  readonly total: number | null;
}

/** Options of a rebuild, besides those of `openAlias`. */
export interface RebuildTuning extends LiveTuning {
  /** Options of `backfill`. */
  backfill?: Omit<BackfillTuning, "signal" | "onProgress"> | undefined;
  /** Options of `verifyMigration`. */
  verify?: Omit<VerifyTuning, "signal" | "onProgress"> | undefined;
  /** Longest time that writes may wait for the switch, in milliseconds, 1,000 to 100,000. Default 30,000. */
  timeoutMs?: number | undefined;
  /** Pauses the rebuild, which then resolves with `state: "paused"`. The switch itself is not interrupted. */
  signal?: AbortSignal | undefined;
  /** Called after each batch that was copied, after each page that was compared, and before the switch. */
  onProgress?: ((progress: RebuildProgress) => void) | undefined;
}

export const rebuildSchema = liveSchema.extend({
  backfill: backfillSchema.omit({ signal: true, onProgress: true }).prefault({}),
  verify: verifySchema.omit({ signal: true, onProgress: true }).prefault({}),
  timeoutMs: z.int().min(1_000).max(100_000).default(30_000),
  signal: signalField,
  onProgress: functionOf<(progress: RebuildProgress) => void>().optional(),
});
