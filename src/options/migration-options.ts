import { z } from "zod";
import { COMPONENT_TYPES, type VectorComponentType } from "./redisearch-options.js";
import { signalField } from "./shared-fields.js";

/** What a field of a hash is, as an attribute. `skip`: it is not carried. */
export type HashFieldType = "text" | "number" | "boolean" | "json" | "skip";

/** Which hashes to read, and how. */
export interface HashSourceOptions {
  /** What all keys begin with, taken literally: `doc:`. The rest of a key is the id. */
  prefix: string;
  /** The field that holds the vector. Default `vector`. */
  vectorField?: string | undefined;
  /** Types of fields that are not `text`. A hash holds texts only; a number that is not said to be one is compared as text. */
  fields?: Readonly<Record<string, HashFieldType>> | undefined;
  /** Type of the vector's components, little-endian. Default `FLOAT32`. */
  vectorType?: VectorComponentType | undefined;
  /** Reads a vector from its bytes, instead of `vectorType`. Throw an `OctavecError` to reject the record. */
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

/** How far a backfill has come. */
export interface BackfillProgress {
  /** Records taken from the source, over all runs. */
  readonly read: number;
  /** Records that are in the target: written, or found to be newer there. */
  readonly done: number;
  readonly rejected: number;
  /** Records in the source when the run began; null when it cannot tell. */
  readonly total: number | null;
  /** Records per second of this run. */
  readonly recordsPerSecond: number;
  /** Milliseconds that the rest will take at this rate; null without a total. */
  readonly remainingMs: number | null;
}

/** How a backfill runs. */
export interface BackfillTuning {
  /** Name of the run, under which its checkpoint is kept: letters, digits, `_ . -`. Default `default`. */
  name?: string | undefined;
  /** Records written between two checkpoints, 1 to 100,000: what a killed run repeats at most. Default 2,000. */
  batchSize?: number | undefined;
  /** Pipelines of one batch under way at the same time, 1 to 64. Default 4. */
  concurrency?: number | undefined;
  /** Most records per second. Default: no limit. */
  rateLimitPerSecond?: number | undefined;
  /** Begin again from the start, even if there is a checkpoint. Default false. */
  restart?: boolean | undefined;
  /** Pauses: the batch under way is finished and its checkpoint written, then the run resolves with `state: "paused"`. */
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

/** What happens behind a live collection's back. */
export type LiveEvent =
  /** The other side could not be written; the ids wait for a replay. */
  | { readonly kind: "mirror-failed"; readonly ids: readonly string[]; readonly error: unknown }
  /** Redis could not note the ids before the write; they are kept in this process (and its spool file) until it can. */
  | { readonly kind: "spooled"; readonly ids: readonly string[]; readonly error: unknown }
  /** There was no room for the ids: both sides differ there until they are written again or `resync`ed. */
  | { readonly kind: "lost"; readonly ids: readonly string[] }
  /** The new side cannot hold the record that the old one has; it has none of that id now. */
  | { readonly kind: "rejected"; readonly id: string; readonly error: unknown }
  /** Waiting ids were written to the other side. */
  | { readonly kind: "replayed"; readonly count: number };

/** How a live collection behaves. */
export interface LiveTuning {
  /** Longest time that a process uses what it last read of the alias, in milliseconds, 10 to 60,000. Must be the same in all processes. Default 250. */
  aliasMaxAgeMs?: number | undefined;
  /** Longest wait for the other side of a write, in milliseconds, 1 to 600,000. Default 1,000. */
  mirrorTimeoutMs?: number | undefined;
  /** Pause between two searches for waiting ids, in milliseconds, 10 to 3,600,000. Default 1,000. */
  replayIntervalMs?: number | undefined;
  /** A write that takes longer is taken for one whose process died, and another process finishes it; in milliseconds, 100 to 3,600,000. Default 10,000. */
  orphanAfterMs?: number | undefined;
  /** Most ids kept in this process while Redis cannot note them, 1 to 10,000,000. Default 100,000. */
  maxSpooled?: number | undefined;
  /** File for the ids that are kept in this process, so that they survive its crash. Each process needs its own. Default: none. */
  spoolFile?: string | undefined;
  /** Called with what happens in the background. What it throws is ignored. */
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

/** How a migration is verified. */
export interface VerifyTuning {
  /** Records compared, evenly spread over the source; ids of the target likewise. Default: all. */
  sample?: number | undefined;
  /** Queries for recall, 0 to 10,000; their vectors are those of random records. Default 100. */
  queries?: number | undefined;
  /** Hits per query, 1 to 1,000. Default 10. */
  limit?: number | undefined;
  /** Least mean share of common hits, 0 to 1, for each filter as well. Default 0.95. */
  minRecall?: number | undefined;
  /** Records read at a time, 1 to 10,000. Default 500. */
  pageSize?: number | undefined;
  /** Ends the verification, which then rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
  /** Called after each page with the number of records walked. */
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
