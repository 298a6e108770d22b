import { createTestEmbedder } from "octavec/embedding";

// In an application: createEnergeticEmbedder(), or the embedder of a provider.
const embedder = createTestEmbedder({ dimension: 64 });

// #region readme
import Fastify from "fastify";
import { octavec } from "octavec/fastify";

const app = Fastify();
await app.register(octavec, {
  connect: { url: process.env.REDIS_URL ?? "redis://localhost:6379" },
  caches: { answers: { embedder, namespace: "fastify", tenant: "acme" } },
  health: { required: false }, // /health/live and /health/ready
});

app.get<{ Querystring: { q: string } }>("/ask", async (request, reply) => {
  const prompt = request.query.q;
  const answer = await app.octavec
    .cache("answers")
    .wrap({ prompt }, async () => ({ response: `Answer to ${prompt}` })); // here the model is asked
  reply.header("x-cache", answer.hit ? "hit" : "miss");
  return answer.response;
});

await app.listen({ port: Number(process.env.PORT ?? 3000) });
process.once("SIGTERM", () => app.close()); // ends the requests, and then the cache and its client
// #endregion
const { port } = app.server.address() as { port: number };
const url = `http://127.0.0.1:${port}`;
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
  await app.octavec.cache("answers").clearTenant();
  await app.close();
} else process.send({ url });
