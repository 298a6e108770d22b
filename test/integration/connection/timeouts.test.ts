import { connect as connectTcp } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { connect } from "../../../src/index.js";
import { openClient } from "../../helpers/collection.js";
import { codeOf } from "../../helpers/outcome.js";
import { helloReply, standInServer } from "../../helpers/stand-in-server.js";
import { startedRedis } from "../../helpers/started-redis.js";

describe("connecting", () => {
  test("to a server that takes the connection and never answers ends as CONNECTION_FAILED", async () => {
    const silent = await standInServer(() => undefined);
    const work = connect({ url: silent.url, connectTimeoutMs: 100 });
    await expect(work).rejects.toMatchObject({ code: "CONNECTION_FAILED" });
    await expect(work).rejects.toThrow(/no answer within 100 ms/);
    await expect.poll(() => silent.sockets.size).toBe(0);
  });

  test("to a port where nobody listens ends as CONNECTION_FAILED at once", async () => {
    const gone = await startedRedis();
    await gone.stop();
    const work = connect({ url: gone.url });
    await expect(work).rejects.toMatchObject({ code: "CONNECTION_FAILED", retryable: true });
    await expect(work).rejects.toThrow(/ECONNREFUSED/);
  });

  test("to a host that does not even take the connection ends as CONNECTION_FAILED, and close does not wait for it", async () => {
    const redis = await startedRedis("--tcp-backlog", "1");
    const client = await connect({
      url: redis.url,
      minConnections: 1,
      maxConnections: 2,
      connectTimeoutMs: 60_000,
      closeTimeoutMs: 50,
    });
    await redis.pause();
    // A frozen server takes no connections, and when its queue is full the kernel drops what knocks.
    const knocking = Array.from({ length: 8 }, () =>
      connectTcp(redis.port, redis.host).on("error", () => {}),
    );
    onTestFinished(() => void knocking.forEach((socket) => void socket.destroy()));
    await expect.poll(() => knocking.filter((socket) => !socket.connecting).length).toBeGreaterThan(0);
    const work = connect({ url: redis.url, connectTimeoutMs: 100 });
    await expect(work).rejects.toMatchObject({ code: "CONNECTION_FAILED" });
    // Work enough that the pool wants a second connection, and is knocking in vain when it is closed.
    const pressure = Array.from({ length: 100 }, () => codeOf(client.sendCommand(["PING"])));
    await client.close();
    expect(new Set(await Promise.all(pressure))).toEqual(new Set(["CONNECTION_LOST"]));
  });

  test("to a name that does not exist ends as CONNECTION_FAILED", async () => {
    expect(await codeOf(connect({ url: "redis://no-such-host.invalid:6379" }))).toBe("CONNECTION_FAILED");
  });

  test("to a server that hangs up at once ends as CONNECTION_FAILED", async () => {
    const rude = await standInServer((_, socket) => {
      socket.destroy();
      return undefined;
    });
    expect(await codeOf(connect({ url: rude.url }))).toBe("CONNECTION_FAILED");
  });

  test("to something that speaks no Redis ends as CONNECTION_FAILED at once", {
    timeout: 5_000,
  }, async () => {
    const web = await standInServer(() => "HTTP/1.1 400 Bad Request\r\n\r\n");
    expect(await codeOf(connect({ url: web.url, connectTimeoutMs: 60_000 }))).toBe("CONNECTION_FAILED");
  });

  test("to a server that has no room answers SERVER_BUSY, which may pass", async () => {
    const full = await standInServer(() => "-ERR max number of clients reached\r\n");
    await expect(connect({ url: full.url })).rejects.toMatchObject({ code: "SERVER_BUSY", retryable: true });
  });
});

describe("a server that has stopped answering", () => {
  test("each command ends as TIMEOUT, and a pipeline with a result for every step", async () => {
    const redis = await startedRedis();
    const client = await openClient(redis.url, { commandTimeoutMs: 150, acquireTimeoutMs: 150 });
    const docs = client.repository({ namespace: "n", collection: "c", dimension: 2 });
    await docs.upsert({ id: "a", vector: [1, 2] });
    await redis.pause();
    const failures = await Promise.all([
      codeOf(client.sendCommand(["PING"])),
      codeOf(docs.count()),
      codeOf(docs.get("a")),
      codeOf(docs.search({ vector: [1, 2] })),
      codeOf(docs.upsert({ id: "b", vector: [1, 2] })),
      codeOf(docs.upsertMany([{ id: "c", vector: [1, 2] }])),
    ]);
    expect(failures).toEqual(["TIMEOUT", "TIMEOUT", "TIMEOUT", "TIMEOUT", "TIMEOUT", "BATCH_INCOMPLETE"]);
  });

  test("a call's own timeoutMs counts before the client's", async () => {
    const redis = await startedRedis();
    const client = await openClient(redis.url, { commandTimeoutMs: 60_000, closeTimeoutMs: 50 });
    await redis.pause();
    const docs = client.repository({ namespace: "n", collection: "c", dimension: 2 });
    await expect(docs.has("a", { timeoutMs: 50 })).rejects.toMatchObject({ details: { timeoutMs: 50 } });
    await expect(docs.search({ id: "a", timeoutMs: 60 })).rejects.toMatchObject({
      details: { timeoutMs: 60 },
    });
  });

  test("when every connection is full the wait for one ends as POOL_TIMEOUT, with nothing sent", async () => {
    const redis = await startedRedis();
    const client = await openClient(redis.url, {
      ...{ minConnections: 1, maxConnections: 1, commandTimeoutMs: 60_000, acquireTimeoutMs: 100 },
    });
    await redis.pause();
    const underWay = Array.from({ length: 1_024 }, () => codeOf(client.sendCommand(["INCR", "sent"])));
    const late = client.sendCommand(["INCR", "late"]);
    await expect(late).rejects.toMatchObject({
      code: "POOL_TIMEOUT",
      details: { open: 1, commandsInFlight: 1_024, acquireTimeoutMs: 100 },
    });
    await redis.resume();
    expect(new Set(await Promise.all(underWay))).toEqual(new Set(["resolved"]));
    expect(await client.sendCommand(["MGET", "sent", "late"])).toEqual(["1024", null]);
  });

  test("while nobody can be reached the wait for a connection ends with the reason of that", async () => {
    const redis = await startedRedis();
    const client = await openClient(redis.url, { acquireTimeoutMs: 200 });
    await redis.kill();
    await expect.poll(() => codeOf(client.sendCommand(["PING"]))).toBe("CONNECTION_FAILED");
  });

  test("connections never exceed the greatest number, counting those given up but not yet closed", async () => {
    let answering = true;
    const server = await standInServer(([name]) => {
      if (name === "HELLO") return helloReply("8.2.3");
      return answering ? "+OK\r\n" : undefined;
    });
    const client = await openClient(server.url, {
      ...{ minConnections: 2, maxConnections: 3, commandTimeoutMs: 40, acquireTimeoutMs: 100 },
    });
    await expect.poll(() => server.sockets.size).toBe(2);
    answering = false;
    let most = 0;
    const watch = setInterval(() => {
      most = Math.max(most, server.sockets.size);
    }, 1);
    for (let i = 0; i < 5; i++) {
      await Promise.all(Array.from({ length: 4 }, () => codeOf(client.sendCommand(["PING"]))));
    }
    clearInterval(watch);
    expect(most).toBeLessThanOrEqual(3);
  });
});

describe("abort", () => {
  const reason = new Error("enough");

  test("before the call: rejects with the reason and sends nothing", async () => {
    const server = await standInServer(([name]) => (name === "HELLO" ? helloReply("8.2.3") : "+OK\r\n"));
    const client = await openClient(server.url, { minConnections: 1 });
    const before = server.commands.length;
    const docs = client.repository({ namespace: "n", collection: "c", dimension: 2 });
    const signal = AbortSignal.abort(reason);
    const calls = [
      () => client.sendCommand(["SET", "k", "v"], { signal }),
      () => docs.count({ signal }),
      () => docs.get("a", { signal }),
      () => docs.delete("a", { signal }),
      () => docs.search({ id: "a", signal }),
      () => docs.upsert({ id: "a", vector: [1, 2] }, { signal }),
      () => docs.clear({ signal }),
    ];
    for (const call of calls) await expect(call()).rejects.toBe(reason);
    expect(server.commands.length).toBe(before);
  });

  test("during the call: rejects at once with the reason", async () => {
    const redis = await startedRedis();
    const client = await openClient(redis.url, { commandTimeoutMs: 60_000, closeTimeoutMs: 50 });
    const docs = client.repository({ namespace: "n", collection: "c", dimension: 2 });
    await docs.upsert({ id: "a", vector: [1, 2] });
    await redis.pause();
    const controller = new AbortController();
    const { signal } = controller;
    const calls = [
      client.sendCommand(["PING"], { signal }),
      docs.count({ signal }),
      docs.get("a", { signal }),
      docs.delete("a", { signal }),
      docs.search({ id: "a", signal }),
      docs.upsert({ id: "b", vector: [1, 2] }, { signal }),
      docs.clear({ signal }),
    ].map((call) => expect(call).rejects.toBe(reason));
    controller.abort(reason);
    await Promise.all(calls);
  });
});
