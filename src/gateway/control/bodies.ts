import { z } from "zod";

const YEAR_MS = 31_536_000_000;

const threshold = z.number().min(0).max(1);
const ttlMillis = z.int().min(-1);
const strategies = z
  .array(z.enum(["exact", "semantic"]))
  .min(1)
  .max(2);

export const createCacheBody = z.object({
  name: z.string().min(1).max(64),
  databaseId: z.string().regex(/^[A-Za-z0-9-]{1,32}$/, "expected 1 to 32 letters, digits and -"),
  defaultSearchThreshold: threshold,
  defaultTtlMillis: ttlMillis,
  attributes: z
    .array(z.string().regex(/^[A-Za-z0-9_-]{1,32}$/, "expected 1 to 32 letters, digits, _ and -"))
    .max(5),
  searchStrategies: strategies.optional(),
});

export const patchCacheBody = z.object({
  defaultSearchThreshold: threshold.optional(),
  defaultTtlMillis: ttlMillis.optional(),
  searchStrategies: strategies.optional(),
});

const grant = z.object({
  product: z.literal("langcache"),
  resourceType: z.literal("lc-cache"),
  resourceId: z.string().regex(/^[0-9a-f]{32}$/, "expected the id of a cache"),
  actions: z.array(z.enum(["read", "write", "full"])).min(1),
});

export const createKeyBody = z.object({
  name: z.string().min(1).max(256),
  grants: z.array(grant).min(1).max(1_000),
});

/** −1 and 0 mean no expiry. Longer than a year counts as a year. */
export function ttlOf(millis: number): number | "never" {
  return millis <= 0 ? "never" : Math.min(millis, YEAR_MS);
}
