import { randomUUID } from "node:crypto";

const tenant = randomUUID();

// #region readme
import { connect } from "octavec";
import { SemanticCache } from "octavec/cache";
import { createEnergeticEmbedder } from "octavec/embedding";

await using client = await connect({ url: process.env.REDIS_URL ?? "redis://localhost:6379" });
await using cache = new SemanticCache({
  client,
  embedder: createEnergeticEmbedder(),
  namespace: "support",
  tenant,
  timeoutMs: 2_000,
  guards: ["numbers", "dates", "negation", "names", "quoted", "code", "language", "alignment"],
});

await cache.store({ prompt: "How do I return a used item?", response: "Used items cannot be returned." });

const { result, candidates } = await cache.explain({ prompt: "How do I return an unused item?" });
const rejection = candidates[0]?.guards.find(({ verdict }) => verdict === "reject");
console.log(result.hit, rejection?.guard, rejection?.detail, rejection?.words);
// false alignment different words { query: [ 'unused' ], entry: [ 'used' ] }
// #endregion
await cache.clearTenant();
