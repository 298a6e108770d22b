import { z } from "zod";

/** How an index stores the components of a vector. */
export type VectorComponentType = "FLOAT16" | "BFLOAT16" | "FLOAT32" | "FLOAT64" | "INT8" | "UINT8";

/** What is read from a RediSearch index, and how. */
export interface RediSearchOptions {
  /** Name of the index, or an alias of it. */
  index: string;
  /** Which vector field, by its attribute name (`AS`). Needed where the index has several. Default: the only one. */
  vectorField?: string | undefined;
  /** Type of the vector's components, where the server does not say (RediSearch before 2.10). Default there: `FLOAT32`. */
  vectorType?: VectorComponentType | undefined;
  /**
   * What becomes the record's id: `key`, the whole key, always reversible; or `suffix`, the key without the index's
   * prefix, only for an index with exactly one. Default `key`.
   */
  id?: "key" | "suffix" | undefined;
  /**
   * A TAG field with several tags becomes a list. One with a single tag becomes text with `auto` (default), so that
   * filters can compare it, or a list of one with `list`.
   */
  tags?: "auto" | "list" | undefined;
}

/** A connection of the source's own. */
export interface RediSearchConnectionOptions {
  /** `redis://[user:password@]host[:port][/database]` or `rediss://…`. Any version with RediSearch, also before Redis 8. */
  url: string;
  /** Milliseconds for one command or batch, reply included, 1 to 3 600 000. Default 30 000. */
  timeoutMs?: number | undefined;
  /** Repeats after a lost connection, a timeout or a busy server, 0 to 100. Default 8. */
  maxRetries?: number | undefined;
  /** Longest wait before a repeat, in milliseconds, 1 to 3 600 000. Default 30 000. */
  maxRetryDelayMs?: number | undefined;
}

/** Every `VectorComponentType`. */
export const COMPONENT_TYPES = ["FLOAT16", "BFLOAT16", "FLOAT32", "FLOAT64", "INT8", "UINT8"] as const;

export const rediSearchSchema = z.strictObject({
  index: z.string().min(1),
  vectorField: z.string().min(1).optional(),
  vectorType: z.enum(COMPONENT_TYPES).optional(),
  id: z.enum(["key", "suffix"]).default("key"),
  tags: z.enum(["auto", "list"]).default("auto"),
});

/** `RediSearchOptions` after checking, defaults filled in. */
export type ResolvedRediSearchOptions = z.output<typeof rediSearchSchema>;

export const rediSearchConnectionSchema = z.strictObject({
  url: z
    .string()
    .refine(
      (text) => /^rediss?:\/\//.test(text) && URL.canParse(text),
      "expected redis:// or rediss:// with a host",
    ),
  timeoutMs: z.int().min(1).max(3_600_000).default(30_000),
  maxRetries: z.int().min(0).max(100).default(8),
  maxRetryDelayMs: z.int().min(1).max(3_600_000).default(30_000),
});

/** `RediSearchConnectionOptions` after checking, defaults filled in. */
export type ResolvedRediSearchConnectionOptions = z.output<typeof rediSearchConnectionSchema>;
