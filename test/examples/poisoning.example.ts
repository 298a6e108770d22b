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
  probation: { maxEntriesPerWriter: 50 },
});

await cache.store({ prompt: "How do I return an item?", response: "Call 0900 1.", writer: "user-17" });
const found = await cache.lookup({ prompt: "How do I return an item I bought?" });
console.log(found.hit ? found.response : found.reason);
// probation

await cache.quarantine("user-17");
const later = await cache.lookup({ prompt: "How do I return an item?" });
console.log(later.hit);
// false
// #endregion
await cache.clearTenant();
