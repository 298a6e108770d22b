import { once } from "node:events";
import type { AddressInfo } from "node:net";
// #region readme
import express from "express";
import { SemanticCache } from "octavec/cache";
import { createEnergeticEmbedder } from "octavec/embedding";

const cache = new SemanticCache({
  url: process.env.REDIS_URL ?? "redis://localhost:6379",
  embedder: createEnergeticEmbedder(),
  namespace: "express",
  tenant: "acme",
});

const app = express();
app.get("/ask", async (request, response) => {
  const prompt = String(request.query.q);
  const answer = await cache.wrap({ prompt }, async () => ({ response: `Answer to ${prompt}` }));
  response.set("x-cache", answer.hit ? "hit" : "miss").send(answer.response);
});

const server = app.listen(process.env.PORT ?? 3000);
process.once("SIGTERM", () => server.close(() => cache.close()));
// #endregion
await once(server, "listening");
const { port } = server.address() as AddressInfo;
const lines: string[] = [];
for (const q of ["How do I pay?", "how do i pay"]) {
  const response = await fetch(`http://127.0.0.1:${port}/ask?${new URLSearchParams({ q })}`);
  lines.push(`${response.headers.get("x-cache")} ${await response.text()}`);
}
console.log(lines.join("\n"));
// miss Answer to How do I pay?
// hit Answer to How do I pay?
await cache.clearTenant();
server.close(() => cache.close());
