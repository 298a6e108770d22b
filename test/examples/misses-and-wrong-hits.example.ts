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
  categories: { returns: { threshold: 0.97 } },
});

await cache.store({ prompt: "How do I reset my password?", response: "Choose “Forgot password”." });
await cache.store({ prompt: "How do I return a used item?", response: "Used items cannot be returned." });

async function show(prompt: string, category?: string): Promise<string> {
  const { result, threshold, candidates } = await cache.explain({ prompt, category });
  const [nearest] = candidates;
  const similarity = nearest?.exactSimilarity ?? nearest?.codeSimilarity ?? Number.NaN;
  const said = `${similarity.toFixed(2)} to “${nearest?.prompt}”, threshold ${threshold.value} (${threshold.from})`;
  return `${result.hit ? "hit" : "miss"}: ${said}`;
}

console.log(await show("How can I reset my password?")); // the same question
// hit: 0.99 to “How do I reset my password?”, threshold 0.9 (embedder)
console.log(await show("What do I do if I forgot my password?")); // the same question, but missed
// miss: 0.89 to “How do I reset my password?”, threshold 0.9 (embedder)
console.log(await show("I forgot my password")); // the same question, but missed
// miss: 0.75 to “How do I reset my password?”, threshold 0.9 (embedder)
console.log(await show("How do I return an unused item?")); // another question: this hit is wrong
// hit: 0.96 to “How do I return a used item?”, threshold 0.9 (embedder)

// Where a wrong answer costs much, ask for more. The price: questions in other words are missed more often, too.
console.log(await show("How do I return an unused item?", "returns"));
// miss: 0.96 to “How do I return a used item?”, threshold 0.97 (category)
// #endregion
await cache.clearTenant();
