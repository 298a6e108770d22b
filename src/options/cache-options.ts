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
  threshold?: number | undefined;
  ttlMs?: Ttl | undefined;
  /** For example without `numbers` where amounts do not change the answer. */
  guards?: false | GuardName[] | undefined;
}

/** Settings of one tenant that differ from the cache's own. */
export interface TenantSettings {
  threshold?: number | undefined;
  ttlMs?: Ttl | undefined;
  maxEntries?: number | undefined;
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
  /** Life of an entry in milliseconds, up to a year, or `"never"` to expire. Default an hour. */
  ttlMs?: Ttl | undefined;
  /** Default `absolute`. */
  ttlMode?: TtlMode | undefined;
  /** How long after its time an answer is still served while a new one is made, in milliseconds. Default 0: not at all. */
  staleWhileRevalidateMs?: number | undefined;
  /** Entries of one tenant: never more, whichever processes write. Default 100,000. */
  maxEntries?: number | undefined;
  /** Bytes of one tenant in Redis, never more; estimated, within about 5 % of what the server's memory grows by. Default 1 GiB. */
  maxBytes?: number | undefined;
  /** Default `lru`. */
  eviction?: EvictionPolicy | undefined;
  /** Makes key names HMAC-SHA-256 instead of SHA-256, so that nobody who sees them can try out prompts. 16 characters or more. */
  keySecret?: string | undefined;
  /** Default `bypass`. */
  multiTurn?: MultiTurnPolicy | undefined;
  /** Whether turns with tool calls or tool results are cached. Default `refuse`. */
  agentTurns?: "refuse" | "allow" | undefined;
  /** Most milliseconds that a call waits for Redis before it goes on without. Default 50. */
  timeoutMs?: number | undefined;
  /** Most milliseconds that a call waits for the embedder, or for `condense`. Default 2,000. */
  embedTimeoutMs?: number | undefined;
  /**
   * How the server keeps vectors and searches them. `quantization`: `"q8"` (default) or `"none"`; decisions are float32 either
   * way. `m`: links per node of the graph, 4 to 4,096, default 16. `efConstruction`: candidates examined when an entry is
   * linked in, default 200. `efSearch`: candidates examined by a look-up, default 100; both 1 to 1,000,000. All but
   * `efSearch` are fixed once the tenant has entries.
   */
  index?:
    | {
        quantization?: "q8" | "none" | undefined;
        m?: number | undefined;
        efConstruction?: number | undefined;
        efSearch?: number | undefined;
      }
    | undefined;
  /**
   * The tier in this process; `false` for none. Default: 10,000 entries (`maxEntries`) in 64 MiB (`maxBytes`, estimated, vectors
   * included). `near` (default true) also answers near-duplicates from it, instead of a search in Redis: those whose cosine
   * reaches `nearSimilarity` (default 0.98) and the call's threshold, among the entries that this process stored itself or
   * knows the vector of. Not with a reranker, nor with a policy that compares neighbours.
   */
  memory?:
    | false
    | {
        maxEntries?: number | undefined;
        maxBytes?: number | undefined;
        near?: boolean | undefined;
        nearSimilarity?: number | undefined;
      }
    | undefined;
  /**
   * How closely the memory tier follows invalidations. While it is used it asks for them every `pollMs` (default 100); it serves
   * only while the last question that Redis answered was asked no more than `maxLagMs` ago (default 1,000), which is the longest
   * that an answer may be served after its invalidation. `"unbounded"`: also while Redis cannot be reached. A memory tier that
   * missed more than `streamMaxLength` events (default 10,000) is emptied.
   */
  coherence?:
    | {
        pollMs?: number | undefined;
        maxLagMs?: number | "unbounded" | undefined;
        streamMaxLength?: number | undefined;
      }
    | undefined;
  /**
   * Where spans and metrics go (default: as the client does), which tenants metrics name, and the prices by which `stats()`
   * reckons what the cache saved.
   */
  telemetry?: CacheTelemetryOptions | undefined;
}
