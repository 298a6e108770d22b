import { z } from "zod";
import { type PlaceOptions, placeFields } from "./place-fields.js";
import { MAX_TTL_MS } from "./ttl-options.js";

/** Options of a checkpoint saver, beside its client. */
export interface CheckpointOptions extends PlaceOptions {
  /**
   * How long a thread is kept after it was last written to, in milliseconds, 1 to 315,576,000,000 (ten years). All of a thread
   * expires together. Default: threads do not expire.
   */
  ttlMs?: number | undefined;
  /** Whether reading a thread's checkpoint also begins its `ttlMs` anew. Default false. */
  refreshOnRead?: boolean | undefined;
}

export const checkpointSchema = z
  .strictObject({
    ...placeFields,
    ttlMs: z.int().min(1).max(MAX_TTL_MS).optional(),
    refreshOnRead: z.boolean().default(false),
  })
  .refine(({ ttlMs, refreshOnRead }) => ttlMs !== undefined || !refreshOnRead, {
    path: ["refreshOnRead"],
    error: "needs ttlMs: without it threads do not expire",
  });

/** Options of a byte store, beside its client. */
export interface ByteStoreOptions extends PlaceOptions {
  /** How long an entry is kept after it was written, in milliseconds, 1 to 315,576,000,000 (ten years). Default: for ever. */
  ttlMs?: number | undefined;
}

export const byteStoreSchema = z.strictObject({
  ...placeFields,
  ttlMs: z.int().min(1).max(MAX_TTL_MS).optional(),
});

/** Options of a cache of nodes, beside its client. */
export interface NodeCacheOptions extends PlaceOptions {
  /** Longest wait for Redis before a node runs without the cache, in milliseconds, 1 to 600,000. Default 1,000. */
  timeoutMs?: number | undefined;
}

export const nodeCacheSchema = z.strictObject({
  ...placeFields,
  timeoutMs: z.int().min(1).max(600_000).default(1_000),
});

/** For what has a place in Redis and no other option. */
export const placeSchema = z.strictObject(placeFields);
