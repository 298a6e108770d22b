import { describe, expect, test } from "vitest";
import { connect, optionsFromEnv } from "../../../src/index.js";
import { openClient } from "../../helpers/collection.js";
import { codeOf } from "../../helpers/outcome.js";
import { shown } from "../../helpers/shown.js";
import { startedRedis } from "../../helpers/started-redis.js";

const SECRET = "correct-horse/battery#staple";
const WRONG = "wrong-horse/battery#staple";

const urlWith = (url: string, user: string, password: string) =>
  url.replace(/\/\/(.*@)?/, `//${user}:${encodeURIComponent(password)}@`);

async function failureOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => expect.fail("it should have been refused"),
    (error: unknown) => error,
  );
}

describe("a server that asks for a password", () => {
  test("lets in with the right one, by url or by option", async () => {
    const redis = await startedRedis("--requirepass", SECRET);
    const bare = `redis://${redis.host}:${redis.port}`;
    for (const options of [
      { url: redis.url },
      { url: bare, password: SECRET },
      { url: bare, username: "default", password: SECRET },
    ]) {
      const client = await connect({ minConnections: 1, ...options });
      expect(await client.sendCommand(["PING"])).toBe("PONG");
      await client.close();
    }
  });

  test("without one or with a wrong one connect ends as NOT_AUTHORIZED, and no output holds a password", async () => {
    const redis = await startedRedis("--requirepass", SECRET);
    const bare = `redis://${redis.host}:${redis.port}`;
    for (const options of [
      { url: bare },
      { url: urlWith(redis.url, "", WRONG) },
      { url: bare, password: WRONG },
      { url: bare, username: "nobody", password: WRONG },
      { url: urlWith(redis.url, "nobody", SECRET) },
    ]) {
      const error = await failureOf(connect(options));
      expect(error).toMatchObject({ code: "NOT_AUTHORIZED", retryable: false });
      expect(shown(error)).not.toMatch(/horse|battery|staple/);
    }
  });

  test("neither the client nor its failures show the password", async () => {
    const redis = await startedRedis("--requirepass", SECRET);
    const client = await openClient(redis.url, { commandTimeoutMs: 100, acquireTimeoutMs: 100 });
    const docs = client.repository({ namespace: "n", collection: "c", dimension: 2 });
    const outputs: unknown[] = [client, docs, await client.health()];
    await redis.pause();
    const timedOut = failureOf(client.sendCommand(["PING"]));
    const lost = failureOf(client.sendCommand(["PING"], { timeoutMs: 60_000 }));
    outputs.push(await timedOut);
    await redis.kill();
    outputs.push(await lost);
    await expect.poll(() => codeOf(client.sendCommand(["PING"]))).toBe("CONNECTION_FAILED");
    outputs.push(await failureOf(client.sendCommand(["PING"])), await client.health());
    await client.close();
    outputs.push(await failureOf(client.sendCommand(["PING"])), client);
    for (const output of outputs) expect(shown(output)).not.toMatch(/horse|battery|staple/);
  });

  test("callers who wait are told at once when the password no longer fits", async () => {
    const redis = await startedRedis("--requirepass", SECRET);
    const client = await openClient(redis.url, { minConnections: 1, acquireTimeoutMs: 60_000 });
    await client.sendCommand(["CONFIG", "SET", "requirepass", "another"]);
    await client.sendCommand(["CLIENT", "KILL", "TYPE", "normal", "SKIPME", "no"]).catch(() => {});
    await expect.poll(() => codeOf(client.sendCommand(["PING"]))).toBe("NOT_AUTHORIZED");
    expect(shown(await failureOf(client.sendCommand(["PING"])))).not.toMatch(/horse|another/);
  });
});

test("a password from REDIS_URL is used, and shown in no failure", async () => {
  const redis = await startedRedis("--requirepass", SECRET);
  const client = await connect(optionsFromEnv({ REDIS_URL: redis.url, REDIS_MIN_CONNECTIONS: "1" }));
  expect(await client.sendCommand(["PING"])).toBe("PONG");
  await client.close();
  await redis.kill();
  const error = await failureOf(connect(optionsFromEnv({ REDIS_URL: redis.url })));
  expect(error).toMatchObject({ code: "CONNECTION_FAILED" });
  expect(shown(error)).not.toMatch(/horse|battery|staple/);
});

test("what a user may not do ends as NOT_AUTHORIZED with the remedy", async () => {
  const redis = await startedRedis();
  const admin = await openClient(redis.url);
  await admin.sendCommand(["ACL", "SETUSER", "reader", "on", `>${SECRET}`, "~*", "+@all", "-vadd"]);
  const client = await openClient(redis.url, { username: "reader", password: SECRET });
  const docs = client.repository({ namespace: "n", collection: "c", dimension: 2 });
  expect(await docs.count()).toBe(0);
  const error = await failureOf(docs.upsert({ id: "a", vector: [1, 2] }));
  expect(error).toMatchObject({ code: "NOT_AUTHORIZED" });
  expect(shown(error)).toMatch(/ACL/);
});

test("a user who may use one tenant's keys only is fenced in by its namespace", async () => {
  const redis = await startedRedis();
  const admin = await openClient(redis.url);
  await admin.sendCommand([
    ...["ACL", "SETUSER", "acme", "on", `>${SECRET}`, "+@all", "~{shop:acme:*", "~shop:acme:*"],
  ]);
  const client = await openClient(redis.url, { username: "acme", password: SECRET });
  const own = client.repository({ namespace: "shop:acme", collection: "c", dimension: 2 });
  await own.upsert({ id: "a", vector: [1, 2] });
  await own.upsert({ id: "a", vector: [2, 1] });
  expect(await own.search({ vector: [2, 1] })).toMatchObject([{ id: "a" }]);
  expect(await own.clear()).toBe(1);
  const foreign = client.repository({ namespace: "shop:other", collection: "c", dimension: 2 });
  expect(await codeOf(foreign.upsert({ id: "a", vector: [1, 2] }))).toBe("NOT_AUTHORIZED");
  expect(await codeOf(foreign.search({ vector: [1, 2] }))).toBe("NOT_AUTHORIZED");
});
