import { z } from "zod";
import { type AutoTuneSettings, autoTuneSchema } from "./auto-tune-options.js";
import { type CacheTelemetryOptions, cacheTelemetrySchema } from "./cache-telemetry-options.js";
import { type EncryptionSettings, encryptionSchema } from "./encryption-options.js";
import { MODALITY_PAIRS, type ModalityPair } from "./modality.js";
import { tenantField } from "./place-fields.js";

/**
 * When an entry expires. `"absolute"`: `ttlMs` after it was stored. `"sliding"`: `ttlMs` after its last hit in any tier, which
 * is recorded within a tenth of a second. `{ maxLifeMs }`: sliding, but at most `maxLifeMs` (1 to a year, in milliseconds)
 * after it was stored, even if `ttlMs` is `"never"`.
 */
export type TtlMode = "absolute" | "sliding" | { maxLifeMs: number };

/**
 * Which entries are evicted first when a tenant would exceed its limits. Expired entries always go before others. `lru`: the
 * least recently used. `lfu`: the least often used; a use counts half after two hours. `importance`: the lowest product of uses
 * (as for `lfu`) and cost of the answer (input tokens + 4 · output tokens). Among the eight lowest, `importance` evicts
 * near-duplicates first: entries with a neighbour (cosine ≥ 0.95) of higher importance.
 */
export type EvictionPolicy = "lru" | "lfu" | "importance";

/**
 * How a request with more than one user turn is handled. `bypass`: it is not cached. `context-hash`: it is cached, and the earlier
 * turns must be equal for a hit. `condensed`: it is cached under the one question that `condense` makes of it.
 */
export type MultiTurnPolicy = "bypass" | "context-hash" | "condensed";

/** The cheap checks that an entry of a similar question must pass before it is served. */
const GUARDS = ["numbers", "dates", "negation", "names", "quoted", "code", "language", "alignment"] as const;

/** `alignment` takes right hits where one answer fits questions about different things, so it has to be asked for. */
const DEFAULT_GUARDS = GUARDS.filter((guard) => guard !== "alignment");

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

/** The schema of the plain settings. The collaborators (client, embedder, policy, hooks) are checked where they are used. */
export const cacheSettingsSchema = z.strictObject({
  namespace: z
    .string()
    .regex(
      /^(?!:)[A-Za-z0-9_.:-]{1,128}(?<!:)$/,
      "expected 1 to 128 characters of letters, digits, _ . - and :, not beginning or ending with :",
    ),
  tenant: tenantField.optional(),
  name: z
    .string()
    .regex(/^[A-Za-z0-9_.-]{1,64}$/, "expected 1 to 64 characters of letters, digits, _ . and -")
    .default("cache"),
  threshold: similarity.optional(),
  modalityThresholds: z.partialRecord(z.enum(MODALITY_PAIRS), similarity).default({}),
  categories: z
    .record(
      z.string().min(1).max(64),
      z.strictObject({ threshold: similarity.optional(), ttlMs: ttl.optional(), guards: guards.optional() }),
    )
    .default({}),
  tenants: z.record(tenantField, tenantSettingsSchema).default({}),
  guards: guards.default(DEFAULT_GUARDS),
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
  encryption: encryptionSchema.optional(),
  multiTurn: z.enum(["bypass", "context-hash", "condensed"]).default("bypass"),
  agentTurns: z.enum(["refuse", "allow"]).default("refuse"),
  separateByTags: z.boolean().default(false),
  probation: z
    .union([
      z.literal(false),
      z.strictObject({
        similarity: similarity.default(0.98),
        maxEntriesPerWriter: z.int().min(1).max(1_000_000).default(100),
      }),
    ])
    .default(false),
  timeoutMs: milliseconds(3_600_000).default(50),
  embedTimeoutMs: milliseconds(3_600_000).default(2_000),
  embedBreaker: z
    .strictObject({
      failures: z.int().min(1).max(1_000).default(3),
      cooldownMs: milliseconds(3_600_000).default(10_000),
    })
    .default({ failures: 3, cooldownMs: 10_000 }),
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
  sessions: z
    .strictObject({
      ttlMs: milliseconds(DAY_MS).default(600_000),
      maxEntries: z.int().min(1).max(10_000).default(20),
      maxBytes: z
        .int()
        .min(1_024)
        .max(2 ** 40)
        .default(16 * 2 ** 20),
    })
    .prefault({}),
  coherence: z
    .strictObject({
      pollMs: milliseconds(60_000).default(100),
      maxLagMs: z.union([milliseconds(3_600_000), z.literal("unbounded")]).default(1_000),
      streamMaxLength: z.int().min(16).max(10_000_000).default(10_000),
    })
    .default({ pollMs: 100, maxLagMs: 1_000, streamMaxLength: 10_000 }),
  autoTune: autoTuneSchema.optional(),
  telemetry: cacheTelemetrySchema.prefault({}),
});

export type CheckedCacheSettings = z.output<typeof cacheSettingsSchema>;

/** The settings of a cache that has a tenant. */
export type ResolvedCacheSettings = CheckedCacheSettings & { readonly tenant: string };

/** Milliseconds, or `"never"`. */
export type Ttl = number | "never";

/** Settings of one category of requests that differ from the cache's own. */
export interface CategorySettings {
  /** Least cosine similarity of a hit. Default: that of the cache. */
  threshold?: number | undefined;
  /** Life of an entry in milliseconds, or `"never"` for no expiry. Default: that of the cache. */
  ttlMs?: Ttl | undefined;
  /** Guards for this category. Leave out `numbers`, for example, where amounts do not change the answer. Default: those of the cache. */
  guards?: false | GuardName[] | undefined;
}

/** Settings of one tenant that differ from the cache's own. */
export interface TenantSettings {
  /** Least cosine similarity of a hit. Default: that of the cache. */
  threshold?: number | undefined;
  /** Life of an entry in milliseconds, or `"never"` for no expiry. Default: that of the cache. */
  ttlMs?: Ttl | undefined;
  /** Most entries of this tenant. Default: that of the cache. */
  maxEntries?: number | undefined;
  /** Most bytes of this tenant in Redis, estimated. Default: that of the cache. */
  maxBytes?: number | undefined;
}

/** The options of a semantic cache that are plain data. All except `namespace` can be left out. */
export interface CacheSettings {
  /** Application, for example `support`: letters, digits, `_ . -` and `:`, up to 128 characters. */
  namespace: string;
  /**
   * Owner of the answers, any text of up to 256 bytes. It is part of every key, so no search finds the answers of another
   * tenant. For a single tenant write `"default"`. Default: none; every call then goes through `forTenant`.
   */
  tenant?: string | undefined;
  /** Name of this cache; one tenant can have several. Default `cache`. */
  name?: string | undefined;
  /** Least cosine similarity of a hit, 0 to 1. Default: what the embedder recommends; 0.9 if it recommends nothing. */
  threshold?: number | undefined;
  /**
   * Least cosine similarity of a hit for questions and entries of other modalities, 0 to 1, by pair: `"text-image"` is a text that an
   * entry made from an image answers. Each pair has its own, because similarities of two pairs do not compare. Default: none; a pair
   * without one is not matched by meaning.
   */
  modalityThresholds?: Partial<Record<ModalityPair, number>> | undefined;
  /** Settings by the request's `category`. */
  categories?: Record<string, CategorySettings> | undefined;
  /** Settings by tenant: for `tenant` and for the tenants of `forTenant`. */
  tenants?: Record<string, TenantSettings> | undefined;
  /**
   * Which differences between two similar questions prevent a hit: other numbers or units, dates, names, quotations, code or
   * languages, a negation in one of them; with `alignment` also one other word, order or qualifier.
   * Default: all but `alignment`; `false` for none.
   */
  guards?: false | GuardName[] | undefined;
  /** Life of an entry in milliseconds, up to a year, or `"never"` for no expiry. Default 3,600,000 (an hour). */
  ttlMs?: Ttl | undefined;
  /** Whether the life of an entry counts from the time it was stored or from its last hit. Default `absolute`. */
  ttlMode?: TtlMode | undefined;
  /** How long an expired answer is still served while a new one is made, in milliseconds. Default 0: not at all. */
  staleWhileRevalidateMs?: number | undefined;
  /** Most entries of one tenant, over all processes that write. Default 100,000. */
  maxEntries?: number | undefined;
  /** Most bytes of one tenant in Redis. Estimated, within about 5 % of the memory that the server uses. Default 1,073,741,824 (1 GiB). */
  maxBytes?: number | undefined;
  /** Which entries are evicted first when the tenant would exceed its limits. Default `lru`. */
  eviction?: EvictionPolicy | undefined;
  /** Secret for key names by HMAC-SHA-256 instead of SHA-256, so that nobody who sees the keys can test guessed prompts. Default: plain SHA-256. */
  keySecret?: string | undefined;
  /**
   * Keys with which prompts, answers and tags are encrypted in Redis (AES-256-GCM). `src/gateway/security.md` lists what stays in clear:
   * vectors above all. Entries in clear are not served then. Default: nothing is encrypted.
   */
  encryption?: EncryptionSettings | undefined;
  /** How a request with more than one user turn is handled. Default `bypass`. */
  multiTurn?: MultiTurnPolicy | undefined;
  /** Whether turns with tool calls or tool results are cached. Default `refuse`. */
  agentTurns?: "refuse" | "allow" | undefined;
  /**
   * Whether answers of one question with different tags are kept beside each other. Otherwise the later one replaces the
   * earlier. Default false.
   */
  separateByTags?: boolean | undefined;
  /**
   * Whether answers whose request names a `writer` are on probation at first: they are served only to near-exact questions, which have
   * the same content words, until another writer, feedback or an audit agrees. Default `false`.
   */
  probation?:
    | false
    | {
        /** Least cosine similarity of a near-exact question. Default 0.98. */
        similarity?: number | undefined;
        /** Most entries on probation of one writer; further ones are not stored. Default 100. */
        maxEntriesPerWriter?: number | undefined;
      }
    | undefined;
  /** Longest wait for Redis before a call goes on without the cache, in milliseconds. A turn behind 16 others does not count. Default 50. */
  timeoutMs?: number | undefined;
  /** Longest time that a call waits for the embedder or for `condense`, in milliseconds. Default 2,000. */
  embedTimeoutMs?: number | undefined;
  /**
   * When the embedder is skipped: then questions are found by their exact words only, and no call waits. All caches of a process
   * that have the same embedder object count its failures together.
   */
  embedBreaker?:
    | {
        /** Failures in a row after which the embedder is skipped. Default 3. */
        failures?: number | undefined;
        /** How long it is skipped before one call tries it again, in milliseconds. Default 10,000. */
        cooldownMs?: number | undefined;
      }
    | undefined;
  /** How the server stores and searches vectors. All except `efSearch` are fixed once the tenant has entries. */
  index?:
    | {
        /** How the server stores vectors. Decisions use float32 with both. Default `q8`. */
        quantization?: "q8" | "none" | undefined;
        /** Links per node of the graph. Default 16. */
        m?: number | undefined;
        /** Candidates examined when an entry is linked in. Default 200. */
        efConstruction?: number | undefined;
        /** Candidates examined by a look-up. Default 100. */
        efSearch?: number | undefined;
      }
    | undefined;
  /** The memory tier in this process; `false` for none. Default: on. */
  memory?:
    | false
    | {
        /** Most entries. Default 10,000. */
        maxEntries?: number | undefined;
        /** Most bytes, estimated, vectors included. Default 67,108,864 (64 MiB). */
        maxBytes?: number | undefined;
        /**
         * Answer near-duplicates from memory, without a search in Redis, if this process stored the entry or knows its vector.
         * Off with a reranker and with a policy that compares neighbours. Default true.
         */
        near?: boolean | undefined;
        /** Least cosine similarity of a near-duplicate. The threshold of the call applies too. Default 0.98. */
        nearSimilarity?: number | undefined;
      }
    | undefined;
  /** Answers that `wrap` keeps for a `session` in this process, in front of the other tiers. */
  sessions?:
    | {
        /** How long a session keeps an answer, in milliseconds. Default 600,000 (10 minutes). */
        ttlMs?: number | undefined;
        /** Most answers of one session. Default 20. */
        maxEntries?: number | undefined;
        /** Most bytes of all sessions, estimated. Default 16,777,216 (16 MiB). */
        maxBytes?: number | undefined;
      }
    | undefined;
  /** How closely the memory tier follows invalidations. */
  coherence?:
    | {
        /** How often the memory tier asks Redis for invalidations while it is in use, in milliseconds. Default 100. */
        pollMs?: number | undefined;
        /**
         * Longest time that an answer may be served after its invalidation, in milliseconds. The memory tier stops serving when
         * its last successful poll is older than this. `"unbounded"`: it also serves while Redis cannot be reached. Default 1,000.
         */
        maxLagMs?: number | "unbounded" | undefined;
        /** How many invalidations Redis keeps. A memory tier that missed more is emptied. Default 10,000. */
        streamMaxLength?: number | undefined;
      }
    | undefined;
  /**
   * Settings that the cache may change while it runs, between bounds: see `src/cache/tuning.md`. Never a threshold or an error budget.
   * Default: none.
   */
  autoTune?: AutoTuneSettings | undefined;
  /**
   * Where spans and metrics go (default: where those of the client go), which tenants metrics name, and the prices from which
   * `stats()` computes what the cache saved.
   */
  telemetry?: CacheTelemetryOptions | undefined;
}
