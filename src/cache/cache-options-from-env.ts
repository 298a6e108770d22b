import { isOctavecError, OctavecError } from "../errors/index.js";
import {
  CACHE_VARIABLES,
  type CacheSettings,
  type ConnectOptions,
  cacheEnvironmentSchema,
  parseOptions,
} from "../options/index.js";
import { nearestName } from "./nearest-name.js";

/** What `CACHE_…` variables say of a cache. Only what is set is there. */
export interface CacheVariables {
  /** `CACHE_KEY_PREFIX`, without a colon at its end. */
  namespace?: string;
  /** `CACHE_TENANT` */
  tenant?: string;
  /** `CACHE_EMBEDDING_DIMENSIONS` */
  dimension?: number;
  /** `CACHE_DEFAULT_TTL`, in milliseconds here. */
  ttlMs?: number | "never";
  /** `CACHE_ENABLE_EMBEDDINGS` */
  embeddings?: boolean;
  /** `CACHE_MAX_TEXT_LENGTH`, in UTF-16 code units. */
  maxTextLength?: number;
  /** `CACHE_BATCH_SIZE` */
  batchSize?: number;
  /** `CACHE_THRESHOLD`, a cosine similarity. */
  threshold?: number;
  /** `CACHE_TIMEOUT_MS` */
  timeoutMs?: number;
  /** `CACHE_MAX_ENTRIES` */
  maxEntries?: number;
  /** `CACHE_MAX_BYTES` */
  maxBytes?: number;
  /** `CACHE_KEY_SECRET` */
  keySecret?: string;
}

/** Those that an `EmbeddingCache` takes. */
export type EmbeddingCacheSettings = Pick<
  CacheVariables,
  "namespace" | "tenant" | "ttlMs" | "maxTextLength" | "batchSize" | "timeoutMs" | "keySecret"
>;

/** Those that a `SemanticCache` takes. */
export type SemanticCacheSettings = Partial<
  Pick<
    CacheSettings,
    "namespace" | "tenant" | "threshold" | "ttlMs" | "timeoutMs" | "maxEntries" | "maxBytes" | "keySecret"
  >
>;

export interface CacheEnvironment {
  /** For `connect()`; empty without `CACHE_REDIS_URL`. */
  connect: ConnectOptions;
  cache: CacheVariables;
  /** For `new EmbeddingCache()`. Undefined when `CACHE_ENABLE_EMBEDDINGS` says no. */
  embeddingCache: EmbeddingCacheSettings | undefined;
  /** For `new SemanticCache()`, where `tenant` is needed. */
  semanticCache: SemanticCacheSettings;
}

type Environment = Readonly<Record<string, string | undefined>>;

type Values = ReturnType<typeof cacheEnvironmentSchema.parse>;

interface Issue {
  readonly path: string;
  readonly problem: string;
}

/**
 * Options from `CACHE_…` variables (src/cache/README.md lists them). Empty variables count as not set; spaces around a
 * value do not count. A variable that begins with `CACHE_` and is not known is refused, because a misspelt limit would
 * otherwise be no limit.
 *
 * @param env - Default `process.env`.
 * @throws OctavecError `INVALID_OPTIONS` with every variable at fault; never a value.
 */
export function cacheOptionsFromEnv(env: Environment = process.env): CacheEnvironment {
  const given = Object.entries(env)
    .filter(([name]) => name.startsWith("CACHE_"))
    .map(([name, value]) => [name, value?.trim() ?? ""] as const)
    .filter(([, value]) => value !== "");
  const unknown = given
    .filter(([name]) => !CACHE_VARIABLES.includes(name))
    .map(([name]) => unknownIssue(name));
  const { values, issues } = parse(Object.fromEntries(given));
  const all = [...unknown, ...issues];
  if (values !== undefined && all.length === 0) return optionsOf(values);
  const lines = all.map(({ path, problem }) => `${path}: ${problem}`);
  throw new OctavecError("INVALID_OPTIONS", `Invalid environment: ${lines.join("; ")}.`, {
    details: { issues: all },
  });
}

function optionsOf(values: Values): CacheEnvironment {
  const embeddings: EmbeddingCacheSettings = onlySet({
    namespace: values.CACHE_KEY_PREFIX,
    tenant: values.CACHE_TENANT,
    ttlMs: values.CACHE_DEFAULT_TTL,
    maxTextLength: values.CACHE_MAX_TEXT_LENGTH,
    batchSize: values.CACHE_BATCH_SIZE,
    timeoutMs: values.CACHE_TIMEOUT_MS,
    keySecret: values.CACHE_KEY_SECRET,
  });
  return {
    connect: onlySet({ url: values.CACHE_REDIS_URL }),
    cache: {
      ...embeddings,
      ...onlySet({
        dimension: values.CACHE_EMBEDDING_DIMENSIONS,
        embeddings: values.CACHE_ENABLE_EMBEDDINGS,
        threshold: values.CACHE_THRESHOLD,
        maxEntries: values.CACHE_MAX_ENTRIES,
        maxBytes: values.CACHE_MAX_BYTES,
      }),
    },
    embeddingCache: values.CACHE_ENABLE_EMBEDDINGS === false ? undefined : embeddings,
    semanticCache: onlySet({
      namespace: values.CACHE_KEY_PREFIX,
      tenant: values.CACHE_TENANT,
      threshold: values.CACHE_THRESHOLD,
      ttlMs: values.CACHE_DEFAULT_TTL,
      timeoutMs: values.CACHE_TIMEOUT_MS,
      maxEntries: values.CACHE_MAX_ENTRIES,
      maxBytes: values.CACHE_MAX_BYTES,
      keySecret: values.CACHE_KEY_SECRET,
    }),
  };
}

function unknownIssue(name: string): Issue {
  return {
    path: name,
    problem: `is no variable of this cache; did you mean ${nearestName(name, CACHE_VARIABLES)}?`,
  };
}

function parse(given: Record<string, string>): { values?: Values; issues: Issue[] } {
  try {
    return { values: parseOptions(cacheEnvironmentSchema, given, "environment"), issues: [] };
  } catch (error) {
    const issues = isOctavecError(error, "INVALID_OPTIONS") ? error.details.issues : undefined;
    if (!Array.isArray(issues)) throw error;
    return { issues };
  }
}

type OnlySet<T> = { [Name in keyof T]?: Exclude<T[Name], undefined> };

/** Not even keys that are undefined: spread over other options they would wipe these out. */
function onlySet<T extends object>(fields: T): OnlySet<T> {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as OnlySet<T>;
}
