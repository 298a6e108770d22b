// #region readme
import { connect } from "octavec";
import { SemanticCache } from "octavec/cache";
import { createEnergeticEmbedder } from "octavec/embedding";

await using client = await connect({ url: process.env.REDIS_URL ?? "redis://localhost:6379" });
await using cache = new SemanticCache({
  client,
  embedder: createEnergeticEmbedder(),
  namespace: "support",
  tenant: "acme", // part of every key; there is no default
});

const scope = { model: "large", system: "You help customers of Acme.", temperature: 0 };
const ask = (prompt: string) =>
  cache.wrap({ prompt, scope, tags: ["faq"] }, async (_signal) => ({
    response: "Choose “Forgot password” on the sign-in page.", // here the model is asked
    usage: { inputTokens: 420, outputTokens: 12 },
  }));

const first = await ask("How do I reset my password?");
const again = await ask("how do I reset my password");
const reworded = await ask("How can I reset my password?");
console.log(first.hit, again.tier, reworded.tier);
// false memory memory

const other = await cache.lookup({
  prompt: "How do I reset my password?",
  scope: { ...scope, locale: "de" },
});
console.log(other.hit); // what must match exactly does not match
// false

await cache.invalidate({ tag: "faq" });
console.log((await cache.lookup({ prompt: "How do I reset my password?", scope })).hit);
// false
// #endregion
await cache.clearTenant();
