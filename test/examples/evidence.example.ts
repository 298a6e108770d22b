// #region readme
import { connect } from "octavec";
import { SemanticCache } from "octavec/cache";
import { createEnergeticEmbedder } from "octavec/embedding";
import { evidence } from "octavec/learning";

await using client = await connect({ url: process.env.REDIS_URL ?? "redis://localhost:6379" });
const decision = evidence({
  errorBudget: 0.02, // of all look-ups, at most this share may be answered wrongly
  onAlert: (alert) => console.warn("cache quality:", alert.kind),
});
await using cache = new SemanticCache({
  client,
  embedder: createEnergeticEmbedder(),
  namespace: "support",
  tenant: "acme",
  decision,
});

const answer = await cache.wrap({ prompt: "How do I reset my password?" }, async () => ({
  response: "Choose “Forgot password” on the sign-in page.",
  answerId: "reset-password", // answers that say the same carry the same id
}));
console.log(answer.hit); // nothing is served until enough was learned
// false

const { mode, total, errorBudget } = await decision.quality();
console.log(mode, total.lookups, total.audits, errorBudget);
// evidence 1 0 0.02
// #endregion
await cache.clearTenant();
