// #region readme
import { connect } from "octavec";
import { SemanticCache } from "octavec/cache";
import { createEnergeticEmbedder } from "octavec/embedding";

// Outside the handler: one instance of the function answers many calls, one at a time. It starts although Redis is down.
const url = process.env.REDIS_URL ?? "redis://localhost:6379";
const client = await connect({ url, lazy: true, minConnections: 1, maxConnections: 2 });
const embedder = createEnergeticEmbedder();
const cache = new SemanticCache({ client, embedder, namespace: "function", tenant: "acme" });

export async function handler(event: { readonly prompt: string }) {
  const { prompt } = event;
  const { hit, response } = await cache.wrap({ prompt }, async () => ({ response: `Answer to ${prompt}` }));
  return { statusCode: 200, headers: { "x-cache": hit ? "hit" : "miss" }, body: response };
}
// #endregion
await client.sendCommand(["PING"]);
const first = await handler({ prompt: "How do I pay?" });
const second = await handler({ prompt: "how do i pay" });
console.log(first.headers["x-cache"], second.headers["x-cache"], second.body);
// miss hit Answer to How do I pay?
await cache.clearTenant();
await cache.close();
await client.close();
