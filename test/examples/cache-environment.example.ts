// Where the variables are set: in a shell, a container, an .env file …
Object.assign(process.env, { CACHE_KEY_PREFIX: "shop", CACHE_DEFAULT_TTL: "3600" });
process.env.CACHE_REDIS_URL = process.env.REDIS_URL ?? "redis://localhost:6379";

// #region readme
import { connect } from "octavec";
import { cacheOptionsFromEnv } from "octavec/cache";
import { createTestEmbedder, EmbeddingCache } from "octavec/embedding";

const env = cacheOptionsFromEnv();
await using client = await connect({ maxConnections: 20, ...env.connect });
const model = createTestEmbedder({ dimension: env.cache.dimension ?? 64 });
const embedder = new EmbeddingCache({ client, embedder: model, namespace: "example", ...env.embeddingCache });
console.log(env.cache, embedder.dimension);
// { namespace: 'shop', ttlMs: 3600000 } 64
// #endregion
