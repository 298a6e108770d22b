import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect, inject, onTestFinished, test } from "vitest";
import { connect } from "../../../src/index.js";
import { startedRedis } from "../../helpers/started-redis.js";

/** Starts an example as an application of its own. @returns its address. */
async function started(name: string, redisUrl: string) {
  const child = fork(join(inject("programs"), `${name}.example.js`), {
    cwd: join(import.meta.dirname, "../../.."),
    env: { ...process.env, PORT: "0", REDIS_URL: redisUrl },
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const [{ url }] = (await once(child, "message")) as [{ url: string }];
  const ended = once(child, "exit");
  return {
    url: url.replace("[::1]", "localhost"),
    stop: async () => {
      child.disconnect();
      child.kill("SIGTERM");
      const [code, signal] = await ended;
      return code ?? signal;
    },
  };
}

const DEGRADED_ROUTE = { health: "/health/ready", degraded: '"degraded":true', ready: '{"ready":true}' };

const APPLICATIONS = [
  { name: "recipe-express", namespace: "express", ...DEGRADED_ROUTE, end: 0 },
  { name: "fastify", namespace: "fastify", ...DEGRADED_ROUTE, end: 0 },
  {
    ...{ name: "nestjs", namespace: "nestjs", health: "/health" },
    ...{ degraded: '"status":"degraded"', ready: '"status":"ok"' },
    // When its hooks have run, Nest sends itself the signal again.
    end: "SIGTERM",
  },
];

test("the applications of Express, Fastify and NestJS start and answer while Redis is down, say so, use the cache when Redis is up, and end by SIGTERM", async () => {
  const redis = await startedRedis();
  await redis.kill();
  const applications = await Promise.all(
    APPLICATIONS.map(async (expected) => ({ ...expected, ...(await started(expected.name, redis.url)) })),
  );
  const question = `/ask?${new URLSearchParams({ q: "How do I pay?" })}`;
  for (const { url, health, degraded } of applications) {
    expect(await get(`${url}${question}`)).toEqual({ status: 200, text: "Answer to How do I pay?" });
    expect(await get(`${url}${health}`)).toEqual({ status: 200, text: expect.stringContaining(degraded) });
  }

  await redis.restart();
  const client = await connect({ url: redis.url });
  onTestFinished(() => client.close());
  for (const { url, health, ready, namespace, stop, end } of applications) {
    await expect
      .poll(() => get(`${url}${health}`), { timeout: 20_000 })
      .toEqual({ status: 200, text: expect.stringContaining(ready) });
    await expect
      .poll(
        async () => {
          await get(`${url}${question}`);
          return client.sendCommand(["KEYS", `*${namespace}*`]);
        },
        { timeout: 20_000 },
      )
      .not.toEqual([]);
    expect(await stop()).toBe(end);
  }
});

async function get(url: string) {
  // A connection that stays open would delay the end of the server.
  const response = await fetch(url, { headers: { connection: "close" } });
  return { status: response.status, text: await response.text() };
}
