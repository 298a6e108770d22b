// #region readme
import { connect } from "octavec";
import { SemanticCache } from "octavec/cache";
import { createEnergeticEmbedder } from "octavec/embedding";

await using client = await connect({ url: process.env.REDIS_URL ?? "redis://localhost:6379" });
await using cache = new SemanticCache({
  client,
  embedder: createEnergeticEmbedder(),
  namespace: "demo",
  tenant: "acme", // part of every key, so tenants cannot see each other's answers
  threshold: 0.85, // least cosine similarity of a hit
});

const ask = (prompt: string) =>
  cache.wrap({ prompt }, async () => ({ response: "Choose “Forgot password”." })); // here you ask your model

const first = await ask("How do I reset my password?");
const second = await ask("How can I reset my password?");
console.log(first.hit, second.hit, second.response);
// false true Choose “Forgot password”.
// #endregion
await cache.clearTenant();
