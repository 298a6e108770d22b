import { z } from "zod";

/** A cache as the control plane shows it. */
export const cacheReply = z.strictObject({
  cacheId: z.string(),
  name: z.string(),
  databaseId: z.string(),
  databaseName: z.string(),
  defaultSearchThreshold: z.number().min(0).max(1),
  /** −1: no expiry. */
  defaultTtlMillis: z.int().min(-1),
  attributes: z.array(z.string()),
  searchStrategies: z.array(z.enum(["exact", "semantic"])),
  embeddingProvider: z.string(),
  embeddingModel: z.string(),
  embeddingDimensions: z.int().min(0),
  status: z.enum(["READY", "UNAVAILABLE"]),
  createdAt: z.iso.datetime(),
  failure: z.strictObject({ message: z.string(), occurredAt: z.iso.datetime() }).optional(),
});

export const createCacheReply = z.strictObject({ cacheId: z.string() });
export const cachesReply = z.strictObject({ caches: z.array(cacheReply) });

export const providersReply = z.strictObject({
  embeddingProviders: z.array(
    z.strictObject({
      name: z.string(),
      models: z.array(z.strictObject({ name: z.string(), dimensions: z.int() })),
    }),
  ),
});

/** A key. Its token is shown once, when it is made. */
export const keyReply = z.strictObject({
  keyId: z.string(),
  token: z.string().optional(),
  name: z.string(),
  grants: z.array(
    z.strictObject({
      product: z.literal("langcache"),
      resourceType: z.literal("lc-cache"),
      resourceId: z.string(),
      actions: z.array(z.string()),
    }),
  ),
  /** Seconds since 1970. */
  createdAt: z.int(),
});

export const keysReply = z.strictObject({ apiKeys: z.array(keyReply) });
