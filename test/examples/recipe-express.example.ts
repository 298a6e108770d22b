import { once } from "node:events";
import type { AddressInfo } from "node:net";
// #region readme
import express from "express";
import { connect, createHealthHandlers } from "octavec";
import { SemanticCache } from "octavec/cache";
import { createEnergeticEmbedder } from "octavec/embedding";

// `lazy`: the service starts although Redis is down, and asks the model meanwhile.
const client = await connect({ url: process.env.REDIS_URL ?? "redis://localhost:6379", lazy: true });
const embedder = createEnergeticEmbedder();
const cache = new SemanticCache({ client, embedder, namespace: "express", tenant: "acme" });

const app = express();
app.get("/ask", async (request, response) => {
  const prompt = String(request.query.q);
  const answer = await cache.wrap({ prompt }, async () => ({ response: `Answer to ${prompt}` }));
  response.set("x-cache", answer.hit ? "hit" : "miss").send(answer.response);
});
const health = createHealthHandlers(client, { required: false });
app.get("/health/live", health.live);
app.get("/health/ready", health.ready);

const server = app.listen(process.env.PORT ?? 3000);
process.once("SIGTERM", () => {
  server.close(async () => {
    await cache.close();
    await client.close();
  });
});
// #endregion
await once(server, "listening");
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
// A test that starts the application talks to it itself.
if (process.send === undefined) {
  const lines: string[] = [];
  for (const q of ["How do I pay?", "how do i pay"]) {
    const response = await fetch(`${url}/ask?${new URLSearchParams({ q })}`);
    lines.push(`${response.headers.get("x-cache")} ${await response.text()}`);
  }
  console.log(lines.join("\n"));
  // miss Answer to How do I pay?
  // hit Answer to How do I pay?
  console.log(await (await fetch(`${url}/health/ready`)).text());
  // {"ready":true}
  await cache.clearTenant();
  process.kill(process.pid, "SIGTERM");
} else process.send({ url });
