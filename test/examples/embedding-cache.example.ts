// #region readme
import { connect } from "octavec";
import { createTestEmbedder, EmbeddingCache } from "octavec/embedding";

await using client = await connect({ url: process.env.REDIS_URL ?? "redis://localhost:6379" });
const model = createTestEmbedder({ dimension: 64 }); // any Embedder
const embedder = new EmbeddingCache({ client, embedder: model, namespace: "example", ttlMs: 3_600_000 });

await embedder.delete("What is a vector set?"); // in case this ran before
await embedder.embed(["What is a vector set?"]);
const [again] = await embedder.embed(["What is a vector set?"]);
const { hits, misses } = embedder.stats();
console.log(again?.length, hits, misses);
// 64 1 1
// #endregion
