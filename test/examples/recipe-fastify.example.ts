import type { AddressInfo } from "node:net";
// #region readme
import Fastify from "fastify";
import { SemanticCache } from "octavec/cache";
import { createEnergeticEmbedder } from "octavec/embedding";

const app = Fastify();
const cache = new SemanticCache({
  url: process.env.REDIS_URL ?? "redis://localhost:6379",
  embedder: createEnergeticEmbedder(),
  namespace: "fastify",
  tenant: "acme",
  logger: app.log, // says when Redis goes away and when it is back
});
app.addHook("onClose", () => cache.close());

app.get<{ Querystring: { q: string } }>("/ask", async (request, reply) => {
  const prompt = request.query.q;
  const answer = await cache.wrap({ prompt }, async () => ({ response: `Answer to ${prompt}` }));
  reply.header("x-cache", answer.hit ? "hit" : "miss");
  return answer.response;
});

await app.listen({ port: Number(process.env.PORT ?? 3000) });
process.once("SIGTERM", () => app.close());
// #endregion
const { port } = app.server.address() as AddressInfo;
const lines: string[] = [];
for (const q of ["How do I pay?", "how do i pay"]) {
  const response = await fetch(`http://127.0.0.1:${port}/ask?${new URLSearchParams({ q })}`);
  lines.push(`${response.headers.get("x-cache")} ${await response.text()}`);
}
console.log(lines.join("\n"));
// miss Answer to How do I pay?
// hit Answer to How do I pay?
await cache.clearTenant();
await app.close();
