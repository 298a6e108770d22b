import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import fastify from "fastify";
import { describe, expect, onTestFinished, test } from "vitest";
import { connect, createHealthHandlers, type HealthHandlers } from "../../../src/index.js";
import { startedRedis } from "../../helpers/started-redis.js";

/** Serves until the test ends. @returns the base URL. */
async function listen(handler: RequestListener): Promise<string> {
  const server = createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => new Promise<void>((resolve) => void server.close(() => resolve())));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const FRAMEWORKS: Record<string, (health: HealthHandlers) => Promise<string>> = {
  "node:http": (health) =>
    listen((request, response) => {
      if (!health.handle(request, response)) response.writeHead(404).end("not a probe");
    }),
  Express: (health) => {
    const app = express();
    app.get("/health/live", health.live);
    app.get("/health/ready", health.ready);
    return listen(app);
  },
  Fastify: async (health) => {
    const app = fastify();
    app.get("/health/live", health.live);
    app.get("/health/ready", health.ready);
    onTestFinished(() => app.close());
    return app.listen({ port: 0, host: "127.0.0.1" });
  },
};

async function get(url: string) {
  const response = await fetch(url);
  return { status: response.status, type: response.headers.get("content-type"), body: await response.text() };
}

describe.each(Object.entries(FRAMEWORKS))("probes under %s", (_, serve) => {
  test("are ready while Redis answers, live while it does not, and neither after close", async () => {
    const redis = await startedRedis();
    const client = await connect({ url: redis.url, acquireTimeoutMs: 200 });
    onTestFinished(() => client.close());
    const base = await serve(createHealthHandlers(client, { timeoutMs: 200 }));
    const type = "application/json; charset=utf-8";
    expect(await get(`${base}/health/live`)).toEqual({ status: 200, type, body: '{"live":true}' });
    expect(await get(`${base}/health/ready`)).toEqual({ status: 200, type, body: '{"ready":true}' });
    expect((await get(`${base}/other?path=/health/live`)).status).toBe(404);

    await redis.pause();
    expect(await get(`${base}/health/live?probe=1`)).toMatchObject({ status: 200 });
    expect(await get(`${base}/health/ready`)).toEqual({ status: 503, type, body: '{"ready":false}' });
    await redis.resume();
    await expect.poll(async () => (await get(`${base}/health/ready`)).status, { timeout: 5_000 }).toBe(200);

    await client.close();
    expect(await get(`${base}/health/live`)).toMatchObject({ status: 503, body: '{"live":false}' });
    expect(await get(`${base}/health/ready`)).toMatchObject({ status: 503 });
  });
});

test("a service that can do without Redis stays ready while it is down, says so, and is unready only when closed", async () => {
  const redis = await startedRedis();
  await redis.kill();
  const client = await connect({ url: redis.url, lazy: true, acquireTimeoutMs: 100 });
  onTestFinished(() => client.close());
  const app = express();
  app.get("/optional", createHealthHandlers(client).ready({ required: false }));
  app.get("/required", createHealthHandlers(client, { required: false }).ready({ required: true }));
  const base = await listen(app);
  const whole = createHealthHandlers(client, { required: false });
  const handled = await FRAMEWORKS["node:http"]!(whole);

  expect(await get(`${base}/optional`)).toMatchObject({
    status: 200,
    body: '{"ready":true,"degraded":true}',
  });
  expect(await get(`${handled}/health/ready`)).toMatchObject({
    status: 200,
    body: '{"ready":true,"degraded":true}',
  });
  expect(await get(`${base}/required`)).toMatchObject({ status: 503, body: '{"ready":false}' });

  await redis.restart();
  await expect
    .poll(async () => (await get(`${base}/optional`)).body, { timeout: 10_000 })
    .toBe('{"ready":true}');
  expect((await get(`${base}/required`)).status).toBe(200);

  await client.close();
  expect(await get(`${base}/optional`)).toMatchObject({ status: 503, body: '{"ready":false}' });
});

test("say nothing of addresses and versions unless details are asked for", async () => {
  const redis = await startedRedis();
  const client = await connect({ url: redis.url });
  onTestFinished(() => client.close());
  const serve = FRAMEWORKS["node:http"]!;
  expect((await get(`${await serve(createHealthHandlers(client))}/health/ready`)).body).not.toContain(
    redis.version,
  );
  const detailed = await serve(createHealthHandlers(client, { details: true }));
  expect(JSON.parse((await get(`${detailed}/health/ready`)).body)).toMatchObject({
    ready: true,
    health: { version: redis.version, pool: { max: 50 } },
  });
});
