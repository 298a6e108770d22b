import { connect } from "octavec";
import { SemanticCache } from "octavec/cache";
import { createTestEmbedder } from "octavec/embedding";

await using client = await connect({ url: process.env.REDIS_URL ?? "redis://localhost:6379" });
await using cache = new SemanticCache({
  client,
  embedder: createTestEmbedder({ dimension: 64 }),
  namespace: "answers-in-parts",
  tenant: "acme",
});

// #region readme
await cache.store({
  prompt: "Where is my order?",
  response: {
    content: [
      { type: "text", text: "I will look it up." },
      { type: "tool-call", id: "1", name: "findOrder", input: { customer: "acme" } },
    ],
    finishReason: "tool-calls",
  },
});
const hit = await cache.lookup({ prompt: "Where is my order?" });
if (hit.hit) console.log(hit.response, hit.structured?.content[1]?.name);
// I will look it up. findOrder
// #endregion
await cache.clearTenant();
