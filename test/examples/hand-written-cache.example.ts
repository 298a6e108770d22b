import { connect } from "octavec";
import { SemanticCache } from "octavec/cache";
import { createEnergeticEmbedder, EmbeddingCache } from "octavec/embedding";

const url = process.env.REDIS_URL ?? "redis://localhost:6379";
// #region readme
await using client = await connect({ url });
const tenant = "acme";
const embedder = new EmbeddingCache({
  client,
  embedder: createEnergeticEmbedder(),
  namespace: "shop",
  tenant,
});
await using cache = new SemanticCache({ client, embedder, namespace: "shop", tenant, ttlMs: 3_600_000 });
const askModel = async (prompt: string) => ({ response: `An answer to “${prompt}”` });

// cached_llm_call(prompt)
const prompt = "How do I change my address?";
const first = await cache.wrap({ prompt }, () => askModel(prompt));
const again = await cache.wrap({ prompt: "How can I change my address?" }, () => askModel("not asked"));
console.log(first.hit, again.hit);
// false true

// put_cache(prompt, answer, ttl) and get_cache(prompt)
await cache.store({ prompt: "When are you open?", response: "From 9 to 17.", ttlMs: 60_000 });
const found = await cache.lookup({ prompt: "when are you open" });
console.log(found.hit && found.response);
// From 9 to 17.

// embd_text(text), which asks the model once per text
const [vector = new Float32Array()] = await embedder.embed(["A parcel got lost."]);

// knn_search(vector, k) and find_similar_embeddings(vector, threshold), over data of your own
const place = { namespace: `shop:${tenant}`, collection: "notes" };
const notes = client.repository({ ...place, dimension: vector.length });
await notes.upsert({ id: "n1", vector, attributes: { text: "A parcel got lost." } });
const nearest = await notes.search({ vector, limit: 5 });
console.log(nearest.map(({ id, similarity }) => `${id}: ${similarity.toFixed(2)}`).join(", "));
// n1: 1.00

// get_cache_stats(tenant)
const { hits, misses, entries } = await cache.stats();
console.log(hits, misses, entries);
// 2 1 2

// clear_tenant_cache(tenant): answers, vectors of texts, what was learned, counters
const cleared = await cache.clearTenant({ everything: true });
console.log(cleared.entries);
// 2
// #endregion
await notes.drop();
