import { z } from "zod";
import { type CacheTelemetryOptions, cacheTelemetrySchema } from "./cache-telemetry-options.js";

/**
 * How long an entry lives. `"absolute"`: `ttlMs` from its storing. `"sliding"`: `ttlMs` from its last hit in any tier, noted
 * within a tenth of a second. `{ maxLifeMs }`: sliding, but never longer than `maxLifeMs` (1 to a year) from its storing,
 * also where `ttlMs` is `"never"`.
 */
export type TtlMode = "absolute" | "sliding" | { maxLifeMs: number };

/**
 * Who goes first when a tenant would be over its limits (what has expired goes before all others). `lru`: the last use is
 * longest ago. `lfu`: fewest uses, each of which counts half as much after two hours. `importance`: uses as for `lfu` times what
 * the answer cost (input tokens + 4 · output tokens); and of the lowest eight, one with a near neighbour (cosine ≥ 0.95) that
 * is worth more goes first.
 */
export type EvictionPolicy = "lru" | "lfu" | "importance";

/** What becomes of a request with more than one user turn: not cached; cached with the earlier turns as part of the exact scope; cached by the question that `condense` makes of it. */
export type MultiTurnPolicy = "bypass" | "context-hash" | "condensed";

/** The cheap checks between a near entry and serving it, in the order in which they are made. */
const GUARDS = ["numbers", "dates", "negation", "names", "quoted", "code", "language"] as const;

export type GuardName = (typeof GUARDS)[number];

const guards = z.union([z.literal(false), z.array(z.enum(GUARDS))]);

const similarity = z.number().min(0).max(1);
const milliseconds = (max: number) => z.int().min(1).max(max);
const YEAR_MS = 31_536_000_000;
const DAY_MS = 86_400_000;

const ttl = z.union([milliseconds(YEAR_MS), z.literal("never")]);

/** Settings of one tenant that differ from the cache's own. */
const tenantSettingsSchema = z.strictObject({
  threshold: similarity.optional(),
  ttlMs: ttl.optional(),
  maxEntries: z.int().min(1).max(1_000_000_000).optional(),
  maxBytes: z
    .int()
    .min(1_024)
    .max(2 ** 50)
    .optional(),
});

/** Without its collaborators (client, embedder, policy, hooks), which are checked where they are used. */
export const cacheSettingsSchema = z.strictObject({
  namespace: z
    .string()
    .regex(
      /^(?!:)[A-Za-z0-9_.:-]{1,128}(?<!:)$/,
      "expected 1 to 128 characters of letters, digits, _ . - and :, not beginning or ending with :",
    ),
  tenant: z
    .string(
      'expected a tenant: whose answers these are is part of every key; one tenant alone can be "default"',
    )
    .regex(/^[A-Za-z0-9_.-]{1,128}$/, "expected 1 to 128 characters of letters, digits, _ . and -"),
  name: z
    .string()
    .regex(/^[A-Za-z0-9_.-]{1,64}$/, "expected 1 to 64 characters of letters, digits, _ . and -")
    .default("cache"),
  threshold: similarity.default(0.9),
  categories: z
    .record(
      z.string().min(1).max(64),
      z.strictObject({ threshold: similarity.optional(), ttlMs: ttl.optional(), guards: guards.optional() }),
    )
    .default({}),
  tenants: z.record(z.string().min(1).max(128), tenantSettingsSchema).default({}),
  guards: guards.default([...GUARDS]),
  ttlMs: ttl.default(3_600_000),
  ttlMode: z
    .union([z.enum(["absolute", "sliding"]), z.strictObject({ maxLifeMs: milliseconds(YEAR_MS) })])
    .default("absolute"),
  staleWhileRevalidateMs: z.int().min(0).max(DAY_MS).default(0),
  maxEntries: z.int().min(1).max(1_000_000_000).default(100_000),
  maxBytes: z
    .int()
    .min(1_024)
    .max(2 ** 50)
    .default(2 ** 30),
  eviction: z.enum(["lru", "lfu", "importance"]).default("lru"),
  keySecret: z.string().min(16, "expected at least 16 characters").optional(),
  multiTurn: z.enum(["bypass", "context-hash", "condensed"]).default("bypass"),
  agentTurns: z.enum(["refuse", "allow"]).default("refuse"),
  timeoutMs: milliseconds(3_600_000).default(50),
  embedTimeoutMs: milliseconds(3_600_000).default(2_000),
  index: z
    .strictObject({
      quantization: z.enum(["q8", "none"]).default("q8"),
      m: z.int().min(4).max(4_096).default(16),
      efConstruction: z.int().min(1).max(1_000_000).default(200),
      efSearch: z.int().min(1).max(1_000_000).default(100),
    })
    .default({ quantization: "q8", m: 16, efConstruction: 200, efSearch: 100 }),
  memory: z
    .union([
      z.literal(false),
      z.strictObject({
        maxEntries: z.int().min(1).max(10_000_000).default(10_000),
        maxBytes: z
          .int()
          .min(1_024)
          .max(2 ** 40)
          .default(64 * 2 ** 20),
        near: z.boolean().default(true),
        nearSimilarity: similarity.default(0.98),
      }),
    ])
    .default({ maxEntries: 10_000, maxBytes: 64 * 2 ** 20, near: true, nearSimilarity: 0.98 }),
  coherence: z
    .strictObject({
      pollMs: milliseconds(60_000).default(100),
      maxLagMs: z.union([milliseconds(3_600_000), z.literal("unbounded")]).default(1_000),
      streamMaxLength: z.int().min(16).max(10_000_000).default(10_000),
    })
    .default({ pollMs: 100, maxLagMs: 1_000, streamMaxLength: 10_000 }),
  telemetry: cacheTelemetrySchema.prefault({}),
});

export type ResolvedCacheSettings = z.output<typeof cacheSettingsSchema>;

/** Milliseconds, or `"never"`. */
export type Ttl = number | "never";

/** Settings of one category of requests that differ from the cache's own. */
export interface CategorySettings {
  /** Least cosine similarity of a hit. Default: that of the cache. */
  threshold?: number | undefined;
  /** Life of an entry in milliseconds, or `"never"` to expire. Default: that of the cache. */
  ttlMs?: Ttl | undefined;
  /** Guards for this category, for example without `numbers` where amounts do not change the answer. Default: those of the cache. */
  guards?: false | GuardName[] | undefined;
}

/** Settings of one tenant that differ from the cache's own. */
export interface TenantSettings {
  /** Least cosine similarity of a hit. Default: that of the cache. */
  threshold?: number | undefined;
  /** Life of an entry in milliseconds, or `"never"` to expire. Default: that of the cache. */
  ttlMs?: Ttl | undefined;
  /** Most entries of this tenant. Default: that of the cache. */
  maxEntries?: number | undefined;
  /** Most bytes of this tenant in Redis, estimated. Default: that of the cache. */
  maxBytes?: number | undefined;
}

/** Everything of a semantic cache that is plain data. All but `namespace` and `tenant` have a default. */
export interface CacheSettings {
  /** Application, for example `support`: letters, digits, `_ . -` and `:`, up to 128 characters. */
  namespace: string;
  /** Whose answers these are: part of every key, so that no search can cross it. The same characters without `:`. There is no default. */
  tenant: string;
  /** Name of this cache among several of one tenant. Default `cache`. */
  name?: string | undefined;
  /** Least cosine similarity of a hit, 0 to 1. Default 0.9. */
  threshold?: number | undefined;
  /** Settings by the request's `category`. */
  categories?: Record<string, CategorySettings> | undefined;
  /** Settings by tenant, for this one and those of `forTenant`. */
  tenants?: Record<string, TenantSettings> | undefined;
  /**
   * Which differences between two near questions forbid that they share an answer: contradicting numbers and units, dates,
   * a denial in one of them, other names, other quotations, other code, another language. Default: all; `false` for none.
   */
  guards?: false | GuardName[] | undefined;
  /** Life of an entry in milliseconds, up to a year, or `"never"` to expire. Default 3,600,000 (an hour). */
  ttlMs?: Ttl | undefined;
  /** How the life of an entry is counted: from its storing, or from its last hit. Default `absolute`. */
  ttlMode?: TtlMode | undefined;
  /** How long after its time an answer is still served while a new one is made, in milliseconds. Default 0: not at all. */
  staleWhileRevalidateMs?: number | undefined;
  /** Entries of one tenant: never more, whichever processes write. Default 100,000. */
  maxEntries?: number | undefined;
  /** Bytes of one tenant in Redis, never more; estimated, within about 5 % of what the server's memory grows by. Default 1,073,741,824 (1 GiB). */
  maxBytes?: number | undefined;
  /** Which entries go first when the tenant would be over its limits. Default `lru`. */
  eviction?: EvictionPolicy | undefined;
  /** Makes key names HMAC-SHA-256 instead of SHA-256, so that nobody who sees them can try out prompts. Default: plain SHA-256. */
  keySecret?: string | undefined;
  /** What becomes of a request with more than one user turn. Default `bypass`. */
  multiTurn?: MultiTurnPolicy | undefined;
  /** Whether turns with tool calls or tool results are cached. Default `refuse`. */
  agentTurns?: "refuse" | "allow" | undefined;
  /** Most milliseconds that a call waits for Redis before it goes on without. Default 50. */
  timeoutMs?: number | undefined;
  /** Most milliseconds that a call waits for the embedder, or for `condense`. Default 2,000. */
  embedTimeoutMs?: number | undefined;
  /** How the server keeps vectors and searches them. All but `efSearch` are fixed once the tenant has entries. */
  index?:
    | {
        /** How the server keeps vectors. Decisions are float32 either way. Default `q8`. */
        quantization?: "q8" | "none" | undefined;
        /** Links per node of the graph. Default 16. */
        m?: number | undefined;
        /** Candidates examined when an entry is linked in. Default 200. */
        efConstruction?: number | undefined;
        /** Candidates examined by a look-up. Default 100. */
        efSearch?: number | undefined;
      }
    | undefined;
  /** The tier in the memory of this process; `false` for none. Default: on. */
  memory?:
    | false
    | {
        /** Most entries. Default 10,000. */
        maxEntries?: number | undefined;
        /** Most bytes, estimated, vectors included. Default 67,108,864 (64 MiB). */
        maxBytes?: number | undefined;
        /**
         * Also answer near-duplicates from memory instead of searching in Redis, among the entries that this process stored
         * itself or whose vector it knows. Not with a reranker, nor with a policy that compares neighbours. Default true.
         */
        near?: boolean | undefined;
        /** Least cosine of a near-duplicate; the call's threshold holds as well. Default 0.98. */
        nearSimilarity?: number | undefined;
      }
    | undefined;
  /** How closely the memory tier follows invalidations. */
  coherence?:
    | {
        /** How often the memory tier asks for invalidations while it is used, in milliseconds. Default 100. */
        pollMs?: number | undefined;
        /**
         * Longest time that an answer may be served after its invalidation, in milliseconds: the memory tier serves only while
         * the last poll that Redis answered was sent no longer ago. `"unbounded"`: also while Redis cannot be reached. Default 1,000.
         */
        maxLagMs?: number | "unbounded" | undefined;
        /** Invalidations that Redis keeps. A memory tier that missed more of them is emptied. Default 10,000. */
        streamMaxLength?: number | undefined;
      }
    | undefined;
  /**
   * Where spans and metrics go (default: as the client does), which tenants metrics name, and the prices by which `stats()`
   * reckons what the cache saved.
   */
  telemetry?: CacheTelemetryOptions | undefined;
}
