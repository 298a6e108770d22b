// #region readme
import { connect } from "octavec";
import { SemanticCache } from "octavec/cache";
import { createEnergeticEmbedder } from "octavec/embedding";
import { readOpenAiChat } from "octavec/requests";

await using client = await connect({ url: process.env.REDIS_URL ?? "redis://localhost:6379" });
const embedder = createEnergeticEmbedder();
await using cache = new SemanticCache({ client, embedder, namespace: "gateway", tenant: "acme" });

async function answer(body: unknown): Promise<string> {
  const askModel = async () => "Choose “Forgot password”."; // here the body goes to the provider
  const read = readOpenAiChat(body);
  if (!read.cacheable) return `${read.reason}: ${await askModel()}`;
  const { hit, response } = await cache.wrap(read.request, async () => ({ response: await askModel() }));
  return `${hit ? "hit" : "miss"}: ${response}`;
}

const question = { role: "user", content: "How do I reset my password?" };
const reworded = { role: "user", content: "How can I reset my password?" };
const result = { role: "tool", tool_call_id: "1", content: "42" };

console.log(await answer({ model: "large", messages: [question] }));
// miss: Choose “Forgot password”.
console.log(await answer({ stream: true, messages: [reworded], model: "large" }));
// hit: Choose “Forgot password”.
console.log(await answer({ model: "large", messages: [question], seed: 7 }));
// miss: Choose “Forgot password”.
console.log(await answer({ model: "large", messages: [question, result] }));
// agent-turn: Choose “Forgot password”.
// #endregion
await cache.clearTenant();
