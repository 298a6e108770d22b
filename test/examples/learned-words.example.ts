import { randomUUID } from "node:crypto";

const tenant = randomUUID();

// #region readme
import { connect } from "octavec";
import { SemanticCache } from "octavec/cache";
import { createEnergeticEmbedder } from "octavec/embedding";
import { evidence } from "octavec/learning";

await using client = await connect({ url: process.env.REDIS_URL ?? "redis://localhost:6379" });
const decision = evidence();
await using cache = new SemanticCache({
  client,
  embedder: createEnergeticEmbedder(),
  namespace: "support",
  tenant,
  timeoutMs: 2_000,
  guards: ["numbers", "dates", "negation", "names", "quoted", "code", "language", "alignment"],
  decision,
});

// Users of this tenant say “workspace” and “project” for one thing, so both questions get one answer.
for (const thing of ["workspace", "project"]) {
  await cache.wrap({ prompt: `How do I rename a ${thing}?` }, async () => ({ response: "In its settings." }));
  await cache.wrap({ prompt: `Who can see my ${thing}?` }, async () => ({ response: "Only your team." }));
  await cache.wrap({ prompt: `Why is this ${thing} locked?` }, async () => ({
    response: "It was not paid for.",
  }));
}

const { model } = await decision.quality();
console.log(model?.wordPairs); // three questions agree, so the pair counts
// { exchangeable: 1, different: 0 }
// #endregion
await cache.clearTenant();
