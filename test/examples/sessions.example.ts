import { connect } from "octavec";
import { SemanticCache } from "octavec/cache";
import { createTestEmbedder } from "octavec/embedding";

await using client = await connect({ url: process.env.REDIS_URL ?? "redis://localhost:6379" });
await using cache = new SemanticCache({
  client,
  embedder: createTestEmbedder({ dimension: 64 }),
  namespace: "sessions",
  tenant: "acme",
});
const askModel = async () => ({ response: "You have two apples in it." });

// #region readme
const ask = (session: string) =>
  cache.wrap({ prompt: "What is in my basket?" }, askModel, { session, private: true });

const first = await ask("conversation 1");
const again = await ask("conversation 1");
const other = await ask("conversation 2");
console.log(first.notStored, again.tier, other.hit);
// private session false
// #endregion
await cache.clearTenant();
