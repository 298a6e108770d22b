import { once } from "node:events";
import { createConnection, type Socket } from "node:net";
import { expect, inject, onTestFinished, test, vi } from "vitest";
import type { VectorClient } from "../../../src/index.js";
import { waitUntil } from "../../../src/testing/wait-until.js";
import { openClient } from "../../helpers/collection.js";
import { standInServer } from "../../helpers/stand-in-server.js";
import { uniquePrefix } from "../../helpers/unique-prefix.js";

/** The connections of that name as the server itself sees them. */
async function connectionsOf(name: string, admin: VectorClient): Promise<string[]> {
  const list = String(await admin.sendCommand(["CLIENT", "LIST"]));
  return list.split("\n").filter((line) => line.includes(` name=${name} `));
}

const until = (check: () => Promise<boolean>, failure: string) =>
  waitUntil(async () => ((await check()) ? true : undefined), { timeoutMs: 10_000, failure });

async function open(options = {}) {
  const clientName = uniquePrefix("pool");
  const admin = await openClient(inject("redisUrl"), { minConnections: 1 });
  const client = await openClient(inject("redisUrl"), { clientName, ...options });
  const list = () => connectionsOf(clientName, admin);
  return {
    client,
    count: async () => (await list()).length,
    idleSeconds: async () => (await list()).map((line) => Number(/ idle=(\d+)/.exec(line)?.[1])),
  };
}

/** More than every connection takes before the pool wants another. */
const burst = (client: VectorClient, commands = 3_000) =>
  Promise.all(Array.from({ length: commands }, () => client.sendCommand(["PING"])));

async function poolOf(client: VectorClient) {
  return (await client.health()).pool;
}

test("five connections are open soon after connect, by default", async () => {
  const { client, count } = await open({ minConnections: undefined });
  await until(async () => (await poolOf(client)).open === 5, "there were not five connections");
  expect(await count()).toBe(5);
  expect(await poolOf(client)).toMatchObject({ open: 5, min: 5, max: 50, waiting: 0 });
});

test("one connection is enough for a pool of one, and work does not open more", async () => {
  const { client, count } = await open({ minConnections: 1, maxConnections: 1 });
  await burst(client);
  expect(await count()).toBe(1);
});

test("under pressure it grows up to the greatest number and never beyond", async () => {
  const { client, count } = await open({ minConnections: 2, maxConnections: 6 });
  const seen: number[] = [];
  await until(async () => {
    await burst(client);
    seen.push(await count());
    return seen.at(-1) === 6;
  }, "it did not grow to six");
  for (let i = 0; i < 5; i++) {
    await burst(client);
    seen.push(await count());
  }
  expect(Math.max(...seen)).toBe(6);
});

test("what it grew by is given back when it is idle, and no more", async () => {
  const { client, count, idleSeconds } = await open({
    minConnections: 2,
    maxConnections: 6,
    idleTimeoutMs: 50,
  });
  await until(async () => {
    await burst(client);
    return (await poolOf(client)).open === 6;
  }, "it did not grow");
  // Pressure that it cannot give way to must not make it want more for later.
  for (let i = 0; i < 10; i++) await burst(client);
  await until(async () => (await count()) === 2, "it did not shrink to two");
  // The server sees both of them rest for a second, twenty times the idle time: none was closed and opened anew.
  await until(async () => (await idleSeconds()).every((seconds) => seconds >= 1), "they did not rest");
  expect(await count()).toBe(2);
});

test("light work leaves the number as it is", async () => {
  const { client, count } = await open({ minConnections: 2, maxConnections: 6 });
  for (let i = 0; i < 200; i++) await client.sendCommand(["PING"]);
  expect(await count()).toBe(2);
});

test("while the first connection is being opened, however slowly, no second one is opened", async () => {
  vi.useFakeTimers({ toFake: ["setInterval"] });
  onTestFinished(() => void vi.useRealTimers());
  let first: Socket | undefined;
  const server = await standInServer(([name], socket) => {
    if (name !== "HELLO") return "+OK\r\n";
    first ??= socket;
    return undefined;
  });
  const opened = openClient(server.url, { minConnections: 1, maxConnections: 1 });
  await until(async () => first !== undefined, "no connection came");
  // The pool looks after its connections four times a second.
  vi.advanceTimersByTime(5_000);
  // Connections are accepted in order, so another one of the pool would be there when this one is answered.
  const probe = createConnection(server.port, "127.0.0.1");
  probe.write("*1\r\n$4\r\nPING\r\n");
  await once(probe, "data");
  expect(server.sockets.size).toBe(2);
  probe.destroy();
  first?.destroy();
  await expect(opened).rejects.toMatchObject({ code: "CONNECTION_FAILED" });
});
