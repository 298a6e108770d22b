import { expect, test } from "vitest";
import type { VectorClient } from "../../../src/index.js";
import { openClient } from "../../helpers/collection.js";
import { codeOf } from "../../helpers/outcome.js";
import { helloReply, standInServer } from "../../helpers/stand-in-server.js";
import { startedRedis } from "../../helpers/started-redis.js";

const ping = (client: VectorClient) => codeOf(client.sendCommand(["PING"]));

const openConnections = async (client: VectorClient) => (await client.health()).pool.open;

test("idle connections notice that the server was killed", async () => {
  // They once did not: removing listeners from a client of the library gives it an event table that its socket does not
  // know, so the loss was only found with the next command.
  const redis = await startedRedis();
  const client = await openClient(redis.url, { minConnections: 3, acquireTimeoutMs: 100 });
  await expect.poll(() => openConnections(client)).toBe(3);
  await redis.kill();
  await expect.poll(async () => (await client.health()).pool.open).toBe(0);
});

test("commands under way when the server is killed fail as CONNECTION_LOST, with what broke as the cause", async () => {
  const redis = await startedRedis();
  const client = await openClient(redis.url);
  await redis.pause();
  const lost = client.sendCommand(["INCR", "n"]);
  const outcome = expect(lost).rejects.toMatchObject({
    code: "CONNECTION_LOST",
    retryable: true,
    cause: expect.objectContaining({
      message: expect.stringMatching(/ECONNRESET|EPIPE|closed unexpectedly/i),
    }),
  });
  await redis.kill();
  await outcome;
});

test("after the server comes back on its port the same client goes on, with all its connections", async () => {
  const redis = await startedRedis();
  const client = await openClient(redis.url, { minConnections: 3, acquireTimeoutMs: 200 });
  for (let round = 0; round < 3; round++) {
    await redis.kill();
    await expect.poll(() => openConnections(client), { timeout: 5_000 }).toBe(0);
    await expect(client.sendCommand(["PING"])).rejects.toMatchObject({ retryable: true });
    await redis.restart();
    await expect.poll(() => ping(client), { timeout: 5_000 }).toBe("resolved");
    await expect.poll(() => openConnections(client), { timeout: 5_000 }).toBe(3);
  }
});

test("callers who wait while the server is away are served when it is back", async () => {
  const redis = await startedRedis();
  const client = await openClient(redis.url, { acquireTimeoutMs: 30_000 });
  await redis.kill();
  await expect.poll(async () => (await client.health({ timeoutMs: 20 })).pool.open).toBe(0);
  const waiting = Array.from({ length: 200 }, () => ping(client));
  await redis.restart();
  expect(new Set(await Promise.all(waiting))).toEqual(new Set(["resolved"]));
});

test("after a freeze the same client goes on", async () => {
  const redis = await startedRedis();
  const client = await openClient(redis.url, { commandTimeoutMs: 100, acquireTimeoutMs: 100 });
  await redis.pause();
  for (let i = 0; i < 5; i++) expect(await ping(client)).toMatch(/TIMEOUT|CONNECTION_FAILED/);
  await redis.resume();
  await expect.poll(() => ping(client), { timeout: 5_000 }).toBe("resolved");
  await expect.poll(() => openConnections(client), { timeout: 5_000 }).toBe(2);
});

test("a command that is slow by itself does not cost the connection of others", async () => {
  const redis = await startedRedis();
  const client = await openClient(redis.url, {
    minConnections: 1,
    maxConnections: 1,
    commandTimeoutMs: 5_000,
  });
  const id = () => client.sendCommand(["CLIENT", "ID"]);
  const before = await id();
  const asked = client.sendCommand(["BLPOP", "nothing", "0.3"], { timeoutMs: 20, blocking: false });
  expect(await codeOf(asked)).toBe("TIMEOUT");
  expect(await id()).toBe(before);
});

test("a connection that owes a reply for too long is given up, and another one takes its place", async () => {
  // As when a firewall forgets a connection: nobody says that it is gone.
  const forgotten = new WeakSet<object>();
  const server = await standInServer(([name], socket) => {
    if (name === "HELLO") return helloReply("8.2.3");
    return forgotten.has(socket) ? undefined : "+OK\r\n";
  });
  const client = await openClient(server.url, { minConnections: 2, commandTimeoutMs: 50 });
  await expect.poll(() => openConnections(client)).toBe(2);
  for (const socket of server.sockets) forgotten.add(socket);
  expect(await Promise.all([ping(client), ping(client)])).toEqual(["TIMEOUT", "TIMEOUT"]);
  await expect.poll(() => ping(client)).toBe("resolved");
  await expect.poll(() => [...server.sockets].some((socket) => forgotten.has(socket))).toBe(false);
});

test("a connection that the server closes one-sidedly is replaced", async () => {
  const redis = await startedRedis();
  const client = await openClient(redis.url, { minConnections: 2 });
  await expect.poll(() => openConnections(client)).toBe(2);
  await client.sendCommand(["CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"]);
  await expect.poll(() => openConnections(client)).toBe(2);
  expect(await Promise.all(Array.from({ length: 100 }, () => ping(client)))).not.toContain("CONNECTION_LOST");
});

test("every call settles while the server comes and goes, and each failure has a code that says what happened", {
  timeout: 30_000,
}, async () => {
  const redis = await startedRedis();
  const client = await openClient(redis.url, { commandTimeoutMs: 300, acquireTimeoutMs: 300 });
  const docs = client.repository({ namespace: "n", collection: "c", dimension: 4, allowUnsafeThreads: true });
  const outcomes = { ping: new Set<string>(), write: new Set<string>(), read: new Set<string>() };
  const calls: Promise<unknown>[] = [];
  const note = (kind: keyof typeof outcomes, call: Promise<unknown>) =>
    calls.push(codeOf(call).then((outcome) => outcomes[kind].add(String(outcome))));
  let count = 0;
  const busy = setInterval(() => {
    const id = String(count++);
    note("ping", client.sendCommand(["PING"]));
    note("write", docs.upsert({ id, vector: [1, 2, 3, 4] }));
    note("read", docs.search({ vector: [1, 2, 3, 4], threading: "threaded" }));
    note("read", docs.get(id));
  }, 2);
  await expect.poll(() => outcomes.write.has("resolved")).toBe(true);
  await redis.kill();
  await expect.poll(() => ping(client)).toMatch(/CONNECTION_FAILED|CIRCUIT_OPEN/);
  await redis.restart();
  await redis.pause();
  await expect.poll(() => ping(client)).toMatch(/TIMEOUT|FAILED|LOST|OPEN/);
  await redis.resume();
  await redis.kill();
  await redis.restart();
  await expect.poll(() => ping(client), { timeout: 5_000 }).toBe("resolved");
  clearInterval(busy);
  await Promise.all(calls);

  const causedByTheServersAbsence = [
    "CONNECTION_LOST",
    "CONNECTION_FAILED",
    "TIMEOUT",
    "POOL_TIMEOUT",
    "SERVER_BUSY",
    "CIRCUIT_OPEN",
  ];
  for (const kind of ["ping", "write", "read"] as const) {
    expect(outcomes[kind], kind).toContain("resolved");
    expect(
      [...outcomes[kind]].some((outcome) => causedByTheServersAbsence.includes(outcome)),
      kind,
    ).toBe(true);
    // The server comes back empty, so a write may find that the collection it had opened is gone.
    const allowed = [
      "resolved",
      ...causedByTheServersAbsence,
      ...(kind === "write" ? ["COLLECTION_MISMATCH"] : []),
    ];
    expect(
      [...outcomes[kind]].filter((outcome) => !allowed.includes(outcome)),
      kind,
    ).toEqual([]);
  }
  await docs.upsert({ id: "last", vector: [1, 2, 3, 4] }).catch(() => {});
  expect(await codeOf(docs.upsert({ id: "last", vector: [1, 2, 3, 4] }))).toBe("resolved");
});
