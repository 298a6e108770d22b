import { expect } from "vitest";
import type { VectorClient } from "../../src/index.js";
import { codeOf } from "../helpers/outcome.js";
import type { TcpProxy } from "../helpers/tcp-proxy/index.js";
import { type FaultStage, faultTest, vectorOf } from "./fault-stage.js";

async function behindProxy(stage: FaultStage, options = {}) {
  const redis = await stage.startRedis();
  const proxy = await stage.startProxy(redis.port);
  const client = await stage.connect(proxy.url, options);
  const docs = stage.docsOf(client);
  for (let i = 0; i < 20; i++) expect(await stage.write(docs)).toBe("resolved");
  return { redis, proxy, client, docs };
}

const allResolved = (outcomes: readonly unknown[]) =>
  expect(new Set(outcomes)).toEqual(new Set(["resolved"]));

faultTest(
  "reset",
  "connections that are reset fail what was under way, and others take their place",
  async (stage) => {
    const { redis, proxy, client, docs } = await behindProxy(stage);
    await redis.pause();
    const underWay = Array.from({ length: 20 }, () => stage.once(client));
    proxy.resetAll();
    expect(new Set(await Promise.all(underWay))).toEqual(new Set(["CONNECTION_LOST"]));
    await redis.resume();
    await stage.recovered(() => stage.write(docs));
    allResolved(await stage.mixedCalls(client, docs));
  },
);

faultTest(
  "halfOpen",
  "connections that carry nothing any more, though nobody closed them, are given up and replaced",
  async (stage) => {
    const { proxy, client, docs } = await behindProxy(stage);
    proxy.forgetAll();
    expect(await stage.once(client)).toBe("TIMEOUT");
    await stage.recovered(() => stage.write(docs));
    await expect
      .poll(async () => new Set(await stage.mixedCalls(client, docs)), { timeout: 10_000 })
      .toEqual(new Set(["resolved"]));
  },
);

faultTest("latency", "300 ms more on the way make calls later and nothing else", async (stage) => {
  const { proxy, client, docs } = await behindProxy(stage, {
    ...{ commandTimeoutMs: 5_000, acquireTimeoutMs: 5_000, connectTimeoutMs: 5_000, closeTimeoutMs: 5_000 },
  });
  proxy.setDelay(150); // each way
  const startedAtMs = performance.now();
  expect(await stage.ping(client)).toBe("resolved");
  expect(performance.now() - startedAtMs).toBeGreaterThan(290);
  allResolved(await stage.mixedCalls(client, docs));
  proxy.resetAll();
  await stage.recovered(() => codeOf(client.sendCommand(["PING"])));
  allResolved(await stage.mixedCalls(client, docs));
  proxy.setDelay(0);
});

faultTest(
  "narrow",
  "a batch that takes longer than commandTimeoutMs on a narrow line is no timeout as long as replies come",
  async (stage) => {
    const { proxy, docs } = await behindProxy(stage, { minConnections: 1, maxConnections: 1 });
    proxy.setBandwidth(60_000);
    const records = Array.from({ length: 600 }, (_, i) => ({ id: `narrow-${i}`, vector: vectorOf(i) }));
    const startedAtMs = performance.now();
    const outcome = await stage.call(({ signal }) => docs.upsertMany(records, { batchSize: 600, signal }));
    const tookMs = performance.now() - startedAtMs;
    expect(outcome).toBe("resolved");
    // Else the line was not narrow enough to show anything; commandTimeoutMs is 400.
    expect(tookMs).toBeGreaterThan(500);
    for (const { id, vector } of records) stage.acknowledge(docs, id, vector);
    proxy.setBandwidth(Number.POSITIVE_INFINITY);
  },
);

faultTest(
  "cutReply",
  "a connection that ends in the middle of a reply gives no caller half of it",
  async (stage) => {
    const { proxy, client } = await behindProxy(stage, { minConnections: 1, maxConnections: 1 });
    for (const bytes of [0, 1, 5, 100, 5_000]) {
      await cutAt(stage, client, proxy, bytes, "close");
      await stage.recovered(() => codeOf(client.sendCommand(["PING"])));
    }
  },
);

faultTest("stalledReply", "a reply that stops in the middle gives no caller half of it", async (stage) => {
  const { proxy, client } = await behindProxy(stage, { minConnections: 1, maxConnections: 1 });
  for (const bytes of [1, 5_000]) {
    await cutAt(stage, client, proxy, bytes, "silence");
    await stage.recovered(() => codeOf(client.sendCommand(["PING"])));
  }
});

/** Ten replies of a thousand bytes each, cut at that place: those before it are whole, the others are failures. */
async function cutAt(
  stage: FaultStage,
  client: VectorClient,
  proxy: TcpProxy,
  bytes: number,
  then: "close" | "silence",
) {
  const text = (i: number) => String(i).repeat(1_000);
  const got: unknown[] = [];
  proxy.cutReplyAfter(bytes, then);
  const outcomes = await Promise.all(
    Array.from({ length: 10 }, (_, i) =>
      stage.call(async (options) => {
        got[i] = await client.sendCommand(["EVAL", "return ARGV[1]", "0", text(i)], options);
      }),
    ),
  );
  const whole = Math.floor(bytes / text(0).length);
  const failed = then === "close" ? "CONNECTION_LOST" : "TIMEOUT";
  for (const [i, outcome] of outcomes.entries()) {
    // A reply is a little longer than its text.
    if (i >= whole) expect(outcome).toBe(failed);
    if (outcome === "resolved") expect(got[i]).toBe(text(i));
  }
}

faultTest("unreachable", "while new connections are refused callers are told so in time", async (stage) => {
  const { proxy, client, docs } = await behindProxy(stage);
  await proxy.refuse();
  // Open connections are not concerned.
  allResolved(await stage.mixedCalls(client, docs));
  proxy.resetAll();
  await expect.poll(() => stage.once(client), { timeout: 10_000 }).toBe("CONNECTION_FAILED");
  expect(await codeOf(stage.connect(proxy.url))).toBe("CONNECTION_FAILED");
  await proxy.accept();
  await stage.recovered(() => stage.write(docs));
  allResolved(await stage.mixedCalls(client, docs));
});

faultTest(
  "unreachable",
  "while new connections are taken and never answered callers are told so in time",
  async (stage) => {
    const { proxy, client, docs } = await behindProxy(stage);
    proxy.setBlackhole(true);
    proxy.resetAll();
    await expect.poll(() => stage.once(client), { timeout: 10_000 }).toBe("CONNECTION_FAILED");
    expect(await codeOf(stage.connect(proxy.url))).toBe("CONNECTION_FAILED");
    proxy.setBlackhole(false);
    await stage.recovered(() => stage.write(docs));
    allResolved(await stage.mixedCalls(client, docs));
  },
);
