import {
  CACHE_VARIABLES,
  type ConnectOptions,
  cacheEnvironmentSchema,
  type EncryptionSettings,
  nearestName,
  parseOptions,
} from "../options/index.js";

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
  /** `CACHE_ENCRYPTION_KEYS`: the first key is the current one. */
  encryption?: EncryptionSettings;
}

export interface CacheEnvironment {
  /** For `connect()`; empty without `CACHE_REDIS_URL`. */
  connect: ConnectOptions;
  /** All variables that concern a cache. */
  cache: CacheVariables;
  /** For `new EmbeddingCache()`. Undefined when `CACHE_ENABLE_EMBEDDINGS` says no. */
  embeddingCache:
    | Pick<
        CacheVariables,
        "namespace" | "tenant" | "ttlMs" | "maxTextLength" | "batchSize" | "timeoutMs" | "keySecret"
      >
    | undefined;
  /** For `new SemanticCache()`. */
  semanticCache: Pick<
    CacheVariables,
    | "namespace"
    | "tenant"
    | "threshold"
    | "ttlMs"
    | "timeoutMs"
    | "maxEntries"
    | "maxBytes"
    | "keySecret"
    | "encryption"
  >;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Unknown variables that this process has warned of. */
const warned = new Set<string>();

/**
 * Options from `CACHE_…` variables (src/environment/README.md lists them). Empty variables count as not set; spaces around a
 * value do not count. A variable that begins with `CACHE_` and is not known may be of another program, or a misspelt limit: the
 * process warns of each once, with the code `OCTAVEC_UNKNOWN_VARIABLE`.
 *
 * @param env - Default `process.env`.
 * @throws OctavecError `INVALID_OPTIONS` with every variable at fault; never a value.
 */
export function cacheOptionsFromEnv(env: Environment = process.env): CacheEnvironment {
  const given = Object.entries(env)
    .filter(([name]) => name.startsWith("CACHE_"))
    .map(([name, value]) => [name, value?.trim() ?? ""] as const)
    .filter(([, value]) => value !== "");
  for (const [name] of given) if (!CACHE_VARIABLES.includes(name)) warnOfUnknown(name);
  return optionsOf(parseOptions(cacheEnvironmentSchema, Object.fromEntries(given), "environment"));
}

function warnOfUnknown(name: string): void {
  if (warned.has(name)) return;
  warned.add(name);
  const nearest = nearestName(name, CACHE_VARIABLES);
  process.emitWarning(
    `octavec: ${name} is no variable of its cache and has no effect there. If you meant ${nearest}, correct the name.`,
    { code: "OCTAVEC_UNKNOWN_VARIABLE" },
  );
}

function optionsOf(values: ReturnType<typeof cacheEnvironmentSchema.parse>): CacheEnvironment {
  const forBoth = onlySet({
    namespace: values.CACHE_KEY_PREFIX,
    tenant: values.CACHE_TENANT,
    ttlMs: values.CACHE_DEFAULT_TTL,
    timeoutMs: values.CACHE_TIMEOUT_MS,
    keySecret: values.CACHE_KEY_SECRET,
  });
  const forEmbeddings = onlySet({
    maxTextLength: values.CACHE_MAX_TEXT_LENGTH,
    batchSize: values.CACHE_BATCH_SIZE,
  });
  const forAnswers = onlySet({
    threshold: values.CACHE_THRESHOLD,
    maxEntries: values.CACHE_MAX_ENTRIES,
    maxBytes: values.CACHE_MAX_BYTES,
    encryption: values.CACHE_ENCRYPTION_KEYS,
  });
  const further = onlySet({
    dimension: values.CACHE_EMBEDDING_DIMENSIONS,
    embeddings: values.CACHE_ENABLE_EMBEDDINGS,
  });
  return {
    connect: onlySet({ url: values.CACHE_REDIS_URL }),
    cache: { ...forBoth, ...forEmbeddings, ...forAnswers, ...further },
    embeddingCache: further.embeddings === false ? undefined : { ...forBoth, ...forEmbeddings },
    semanticCache: { ...forBoth, ...forAnswers },
  };
}

type OnlySet<T> = { [Name in keyof T]?: Exclude<T[Name], undefined> };

/** Leaves out fields that are undefined: spread over other options, they would wipe these out. */
function onlySet<T extends object>(fields: T): OnlySet<T> {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as OnlySet<T>;
}
