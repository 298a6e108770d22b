import { z } from "zod";

/** How an index stores the components of a vector. */
export type VectorComponentType = "FLOAT16" | "BFLOAT16" | "FLOAT32" | "FLOAT64" | "INT8" | "UINT8";

/** Which RediSearch index to read, and how to read it. */
export interface RediSearchOptions {
  /** Name of the index, or an alias of it. */
  index: string;
  /** Attribute name (`AS`) of the vector field. Required if the index has several. Default: the only one. */
  vectorField?: string | undefined;
  /** Type of the vector's components, if the server does not tell it (RediSearch before 2.10). Default then: `FLOAT32`. */
  vectorType?: VectorComponentType | undefined;
  /**
   * What becomes the record's id. `key`: the whole key. `suffix`: the key without the prefix of the index, which must have
   * exactly one prefix. Default `key`.
   */
  id?: "key" | "suffix" | undefined;
  /**
   * What a TAG field with a single tag becomes. `auto` (default): text, so that filters can compare it. `list`: a list of one.
   * Several tags always become a list.
   */
  tags?: "auto" | "list" | undefined;
}

/** The connection that a RediSearch source opens for itself. */
export interface RediSearchConnectionOptions {
  /** `redis://[user:password@]host[:port][/database]` or `rediss://…`. Any version with RediSearch, also before Redis 8. */
  url: string;
  /** Longest time for one command or batch, reply included, in milliseconds, 1 to 3,600,000. Default 30,000. */
  timeoutMs?: number | undefined;
  /** Repeats after a lost connection, a timeout or a busy server, 0 to 100. Default 8. */
  maxRetries?: number | undefined;
  /** Longest wait before a repeat, in milliseconds, 1 to 3,600,000. Default 30,000. */
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
