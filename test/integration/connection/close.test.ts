import { describe, expect, test } from "vitest";
import { connect } from "../../../src/index.js";
import { codeOf } from "../../helpers/outcome.js";
import { helloReply, standInServer } from "../../helpers/stand-in-server.js";
import { startedRedis } from "../../helpers/started-redis.js";

describe("close", () => {
  test("waits for what is under way and then takes no more", async () => {
    const redis = await startedRedis();
    const client = await connect({ url: redis.url });
    const docs = client.repository({ namespace: "n", collection: "c", dimension: 2 });
    const underWay = [
      ...Array.from({ length: 500 }, () => codeOf(client.sendCommand(["INCR", "n"]))),
      codeOf(client.sendCommand(["BLPOP", "nothing", "0.1"], { blocking: false })),
    ];
    await client.close();
    expect(new Set(await Promise.all(underWay))).toEqual(new Set(["resolved"]));
    expect(await codeOf(client.sendCommand(["PING"]))).toBe("POOL_CLOSED");
    expect(await codeOf(docs.count())).toBe("POOL_CLOSED");
    expect(await codeOf(docs.get("a"))).toBe("POOL_CLOSED");
    expect(await codeOf(docs.upsert({ id: "a", vector: [1, 2] }))).toBe("POOL_CLOSED");
  });

  test("may be called again, and at the same time: one end for all", async () => {
    const redis = await startedRedis();
    const client = await connect({ url: redis.url });
    await Promise.all([client.close(), client.close()]);
    await client.close();
    await client[Symbol.asyncDispose]();
  });

  test("await using closes at the end of the block", async () => {
    const redis = await startedRedis();
    const open = async () => {
      await using client = await connect({ url: redis.url });
      await client.sendCommand(["PING"]);
      return client;
    };
    expect(await codeOf((await open()).sendCommand(["PING"]))).toBe("POOL_CLOSED");
  });

  test("is bounded by closeTimeoutMs while the server hangs; what is under way fails as CONNECTION_LOST", async () => {
    const redis = await startedRedis();
    const client = await connect({ url: redis.url, closeTimeoutMs: 100, commandTimeoutMs: 60_000 });
    await redis.pause();
    const underWay = codeOf(client.sendCommand(["PING"]));
    await client.close();
    expect(await underWay).toBe("CONNECTION_LOST");
  });

  test("does not wait for connections that are just being opened, and leaves none behind", async () => {
    let answering = true;
    const server = await standInServer(([name]) => {
      if (name !== "HELLO") return "+OK\r\n";
      return answering ? helloReply("8.2.3") : undefined;
    });
    const client = await connect({
      url: server.url,
      minConnections: 1,
      connectTimeoutMs: 60_000,
      closeTimeoutMs: 60_000,
    });
    const greetings = () => server.commands.filter(([name]) => name === "HELLO").length;
    answering = false;
    const before = greetings();
    // The connections are lost; a successor waits for the answer to its HELLO.
    for (const socket of server.sockets) socket.destroy();
    await expect.poll(greetings).toBeGreaterThan(before);
    const waiting = codeOf(client.sendCommand(["PING"]));
    await client.close();
    expect(await waiting).toBe("POOL_CLOSED");
    await expect.poll(() => server.sockets.size).toBe(0);
  });

  test("does not wait for the next attempt while nobody can be reached", async () => {
    const redis = await startedRedis();
    const client = await connect({ url: redis.url, acquireTimeoutMs: 100, closeTimeoutMs: 60_000 });
    await redis.kill();
    await expect.poll(() => codeOf(client.sendCommand(["PING"]))).toBe("CONNECTION_FAILED");
    await client.close();
  });

  test("right after connect, while the other connections are being opened, leaves none open", async () => {
    const redis = await startedRedis();
    const observer = await connect({ url: redis.url, minConnections: 1 });
    for (let i = 0; i < 20; i++) {
      const client = await connect({ url: redis.url, clientName: "brief", minConnections: 8 });
      if (i % 2 === 0) await new Promise(setImmediate);
      await client.close();
    }
    await expect
      .poll(async () => String(await observer.sendCommand(["CLIENT", "LIST"])))
      .not.toContain("name=brief");
    await observer.close();
  });
});
