/** A process of the bench: a gateway, a bare server with the same work, or a provider. Prints its port as JSON. */
import { fastify } from "fastify";
import { createTestEmbedder, type Embedder } from "../../../src/embedding/index.js";
import { createGateway } from "../../../src/gateway/index.js";
import { connect } from "../../../src/index.js";
import { answerBytes, BENCH_DIMENSION, BENCH_ROUTE, chunkOf, RECEIVED, type ServerRole } from "./messages.js";
import { similarTo } from "./questions.js";

const role = JSON.parse(process.argv[2] ?? "") as ServerRole;

switch (role.kind) {
  case "gateway": {
    const { timeoutMs } = role;
    const upstreams = [{ name: "main", format: "openai" as const, baseUrl: role.upstreamUrl, models: ["*"] }];
    const gateway = await createGateway(
      {
        redis: role.redisUrl,
        namespace: role.namespace,
        listen: { port: 0, adminPort: 0 },
        caches: [{ name: "bench", threshold: 0.85, ...(timeoutMs === undefined ? {} : { timeoutMs }) }],
        proxy: { cache: "bench", upstreams },
      },
      { embedder: await knowing(Array.from({ length: role.entries }, (_, index) => similarTo(index))) },
    );
    tell(gateway.port);
    break;
  }
  case "bare": {
    const client = await connect({ url: role.redisUrl });
    const app = fastify();
    const bytes = answerBytes();
    app.removeAllContentTypeParsers();
    app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
    app.post("/bytes", (_request, reply) => reply.type("application/json").send(bytes));
    app.post("/get", async (_request, reply) => {
      await client.executor.send(["GET", role.key], { readOnly: true });
      return reply.type("application/json").send(bytes);
    });
    app.post("/vsim", async (_request, reply) => {
      await client.executor.send(
        ["VSIM", role.vectorSet, "ELE", role.element, "WITHSCORES", "COUNT", "1", "EF", "100"],
        {
          readOnly: true,
        },
      );
      return reply.type("application/json").send(bytes);
    });
    tell(await listen(app));
    break;
  }
  case "provider": {
    const app = fastify();
    const bytes = answerBytes();
    const answered = new Set<string | undefined>();
    app.post("/answered", async (request) =>
      String((request.body as string[]).filter((asked) => answered.has(asked)).length),
    );
    app.post(`/v1${BENCH_ROUTE}`, (request, reply) => {
      const { stream, messages } = request.body as { stream?: boolean; messages: { content: string }[] };
      answered.add(messages[0]?.content);
      void reply.header(RECEIVED, String(performance.timeOrigin + performance.now()));
      if (stream !== true) return reply.type("application/json").send(bytes);
      reply.hijack();
      reply.raw.writeHead(200, { "content-type": "text/event-stream" });
      let left = role.events;
      const timer = setInterval(() => {
        reply.raw.write(chunkOf(left, --left === 0));
        if (left > 0) return;
        clearInterval(timer);
        reply.raw.end("data: [DONE]\n\n");
      }, role.everyMs);
      reply.raw.once("close", () => clearInterval(timer));
      return reply;
    });
    tell(await listen(app));
  }
}

/** An embedder that has the vectors of these texts at hand, like a cache of embeddings. */
async function knowing(texts: readonly string[]): Promise<Embedder> {
  const embedder = createTestEmbedder({ dimension: BENCH_DIMENSION });
  const vectors = await embedder.embed(texts);
  const known = new Map(texts.map((text, index) => [text, vectors[index]]));
  return {
    ...embedder,
    async embed(asked, options) {
      const found = asked.flatMap((text) => known.get(text) ?? []);
      return found.length === asked.length ? found : embedder.embed(asked, options);
    },
  };
}

async function listen(app: ReturnType<typeof fastify>): Promise<number> {
  await app.listen({ host: "127.0.0.1", port: 0 });
  const address = app.server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

function tell(port: number): void {
  process.once("disconnect", () => process.exit());
  process.on("message", () => process.send?.({ rssBytes: process.memoryUsage().rss }));
  process.send?.({ port });
}
