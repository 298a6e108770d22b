import { SemanticCache } from "octavec/cache";
import { createEnergeticEmbedder } from "octavec/embedding";

await using cache = new SemanticCache({
  url: process.env.REDIS_URL ?? "redis://localhost:6379",
  embedder: createEnergeticEmbedder(),
  namespace: "find",
  tenant: "acme",
});
await cache.clearTenant();

// #region readme
await cache.store({ prompt: "How do refunds work?", response: "We pay within 14 days." });
await cache.store({ prompt: "What is error ERR-42?", response: "The bank refused; ask for a refund." });
await cache.store({ prompt: "When are you open?", response: "From nine to five." });

const found = await cache.find({ text: "refund", language: "en" }); // needs npm install @orama/stemmers
console.log(found.map(({ prompt }) => prompt));
// [ 'How do refunds work?', 'What is error ERR-42?' ]
const [wrong] = await cache.find({ text: "err-42", limit: 1 });
if (wrong !== undefined) await cache.invalidate({ entryId: wrong.entryId });
console.log((await cache.find({ text: "err-42" })).length);
// 0
// #endregion
