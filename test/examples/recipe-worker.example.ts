import { connect } from "octavec";
// #region readme
import { SemanticCache } from "octavec/cache";
import { createEnergeticEmbedder } from "octavec/embedding";

const stop = new AbortController();
process.once("SIGINT", () => stop.abort()).once("SIGTERM", () => stop.abort());

const cache = new SemanticCache({
  url: process.env.REDIS_URL ?? "redis://localhost:6379",
  embedder: createEnergeticEmbedder(),
  namespace: "worker",
  tenant: "acme",
});

const jobs = ["How do I pay?", "how do i pay", "How do I cancel?"];
let made = 0;
for (const prompt of jobs) {
  if (stop.signal.aborted) break;
  const produce = async () => {
    made++;
    return { response: `Answer to ${prompt}` };
  };
  await cache.wrap({ prompt }, produce, { signal: stop.signal });
}
console.log(`${jobs.length} jobs, ${made} answers made`);
// 3 jobs, 2 answers made
await cache.close(); // waits for what is being stored
// #endregion
await using client = await connect({ url: process.env.REDIS_URL ?? "redis://localhost:6379" });
await new SemanticCache({ client, namespace: "worker", tenant: "acme" }).clearTenant();
