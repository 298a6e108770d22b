import Fastify, { type FastifyInstance } from "fastify";
import { expect, inject, onTestFinished, test } from "vitest";
import { type FastifyOctavec, octavec } from "../../../../src/adapters/fastify/index.js";
import { createTestEmbedder } from "../../../../src/embedding/index.js";
import { connect } from "../../../../src/index.js";
import { startedRedis } from "../../../helpers/started-redis.js";
import { uniquePrefix } from "../../../helpers/unique-prefix.js";

const embedder = createTestEmbedder({ dimension: 64 });
const cacheOptions = () => ({
  embedder,
  namespace: uniquePrefix("fastify"),
  tenant: "acme",
  timeoutMs: 5_000,
});
const toServer = () => ({ url: inject("redisUrl"), minConnections: 1 });

function server(): FastifyInstance {
  const app = Fastify();
  onTestFinished(() => app.close());
  return app;
}

test("routes of every part of the server reach client, repositories and caches", async () => {
  const app = server();
  const place = { namespace: uniquePrefix("fastify"), collection: "notes" };
  await app.register(octavec, {
    connect: toServer(),
    repositories: { notes: { ...place, dimension: embedder.dimension } },
    caches: { answers: cacheOptions() },
  });
  await app.register(async (part) => {
    part.get<{ Querystring: { q: string } }>("/ask", async (request) => {
      const produce = async () => ({ response: "By mail." });
      const { hit, response } = await part.octavec
        .cache("answers")
        .wrap({ prompt: request.query.q }, produce);
      return { hit, response };
    });
  });
  const ask = async () => (await app.inject("/ask?q=pay")).json();
  expect([await ask(), await ask()]).toEqual([
    { hit: false, response: "By mail." },
    { hit: true, response: "By mail." },
  ]);
  const [vector] = await embedder.embed(["a note"]);
  const notes = app.octavec.repository("notes");
  await notes.upsert({ id: "1", vector: vector! });
  expect(await notes.count()).toBe(1);
  await notes.drop();
  await app.octavec.cache("answers").clearTenant();
  expect(() => app.octavec.cache()).toThrow('without "default". It has "answers"');
  expect(() => app.octavec.repository("other")).toThrow('It has "notes"');
  expect((await app.inject("/health/ready")).statusCode, "health routes are asked for").toBe(404);
});

test("routes for probes say that Redis is away, and whether the service can do without", async () => {
  const redis = await startedRedis();
  await redis.kill();
  const app = server();
  await app.register(octavec, { connect: { url: redis.url, acquireTimeoutMs: 100 }, health: {} });
  await app.register(octavec, {
    connect: { url: redis.url, acquireTimeoutMs: 100 },
    decorator: "optional",
    health: { prefix: "/optional", required: false },
  });
  const { optional } = app as FastifyInstance & { optional: FastifyOctavec };
  expect(optional.client).not.toBe(app.octavec.client);
  const get = async (path: string) => {
    const { statusCode, body } = await app.inject(path);
    return [statusCode, body];
  };
  expect(await get("/health/live")).toEqual([200, '{"live":true}']);
  expect(await get("/health/ready")).toEqual([503, '{"ready":false}']);
  expect(await get("/optional/ready")).toEqual([200, '{"ready":true,"degraded":true}']);
  await redis.restart();
  await expect.poll(() => get("/health/ready"), { timeout: 10_000 }).toEqual([200, '{"ready":true}']);
});

test("a running request ends before caches and client are closed, and a hook that fails keeps nothing open", async () => {
  const app = server();
  let goOn = () => {};
  let isAsked = () => {};
  const asked = new Promise<void>((resolve) => {
    isAsked = resolve;
  });
  app.addHook("onClose", async () => {
    throw new Error("of another plugin");
  });
  await app.register(octavec, { connect: toServer(), caches: { default: cacheOptions() } });
  app.addHook("preClose", async () => goOn());
  app.addHook("onClose", async () => {
    throw new Error("of another plugin");
  });
  app.get("/slow", async () => {
    isAsked();
    await new Promise<void>((resolve) => {
      goOn = resolve;
    });
    return app.octavec.client.sendCommand(["PING"]);
  });
  const url = await app.listen({ port: 0, host: "127.0.0.1" });
  const { client } = app.octavec;
  const cache = app.octavec.cache();
  await cache.lookup({ prompt: "How do I pay?" });
  const answer = fetch(`${url}/slow`, { headers: { connection: "close" } }).then((response) =>
    response.text(),
  );
  await asked;
  await app.close().catch(() => {});
  expect(await answer).toBe("PONG");
  expect(client.closed).toBe(true);
  expect(await cache.lookup({ prompt: "How do I pay?" })).toMatchObject({ reason: "unavailable" });
});

test("a client that was given stays open when the server is closed", async () => {
  const client = await connect(toServer());
  onTestFinished(() => client.close());
  const app = server();
  await app.register(octavec, { client });
  await app.close();
  expect(client.closed).toBe(false);
});

test("the server's logger gets a line when Redis goes away", async () => {
  const redis = await startedRedis();
  const lines: string[] = [];
  const app = Fastify({
    logger: { level: "warn", stream: { write: (line: string) => void lines.push(line) } },
  });
  onTestFinished(() => app.close());
  await app.register(octavec, { connect: { url: redis.url, minConnections: 1 } });
  await app.ready();
  await app.octavec.client.sendCommand(["PING"]);
  await redis.kill();
  await app.octavec.client.sendCommand(["PING"]).catch(() => {});
  await expect.poll(() => lines.join(""), { timeout: 10_000 }).toContain("server-down");
});

test("options that cannot be right end the start of the server, and leave no client open", async () => {
  const register = (options: object) => Promise.resolve(server().register(octavec, options));
  await expect(register({ url: "redis://localhost" })).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
  const client = await connect(toServer());
  onTestFinished(() => client.close());
  await expect(register({ connect: {}, client })).rejects.toThrow("got both");
  await expect(register({ connect: { uri: "x" } })).rejects.toMatchObject({ code: "INVALID_OPTIONS" });
  const names = async () => String(await client.sendCommand(["CLIENT", "LIST"]));
  const clientName = uniquePrefix("fastify");
  await expect(
    register({ connect: { ...toServer(), lazy: false, clientName }, caches: { answers: { embedder } } }),
  ).rejects.toMatchObject({ code: "INVALID_OPTIONS" });
  await expect.poll(names, { timeout: 5_000 }).not.toContain(clientName);
});
