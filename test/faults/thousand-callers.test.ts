import { expect } from "vitest";
import type { VectorClient, VectorRepository } from "../../src/index.js";
import { collectGarbage } from "../helpers/collect-garbage.js";
import { type FaultStage, faultTest, vectorOf } from "./fault-stage.js";

const CALLERS = 1_000;
const ROUNDS = 3;
/** So many calls in one process keep it busy for a while, which is no fault of the server's. */
const LIMITS = { maxConnections: 6, commandTimeoutMs: 2_000, closeTimeoutMs: 2_000 };
/** What three thousand failed calls may leave behind: their errors are gone by then. */
const MAX_GROWTH_BYTES = 16 * 2 ** 20;

/** A thousand callers at once, of every kind. */
function everybody(stage: FaultStage, client: VectorClient, docs: VectorRepository): Promise<unknown[]> {
  const kinds: (() => Promise<unknown>)[] = [
    () => stage.once(client),
    () => stage.write(docs),
    () => stage.call((options) => docs.get("written-0", options)),
    () => stage.call((options) => docs.search({ vector: vectorOf(1), ...options })),
    () => stage.call((options) => docs.delete("nobody", options)),
  ];
  return Promise.all(Array.from({ length: CALLERS }, (_, i) => kinds[i % kinds.length]?.()));
}

function heapBytes(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

faultTest(
  "thousandCallers",
  "a thousand callers at a server that was killed all get an answer in time, and cost neither memory nor sockets",
  async (stage) => {
    const redis = await stage.startRedis("--appendonly", "yes", "--appendfsync", "always");
    const proxy = await stage.startProxy(redis.port);
    const client = await stage.connect(proxy.url, LIMITS);
    const docs = stage.docsOf(client);
    expect(new Set(await everybody(stage, client, docs))).toEqual(new Set(["resolved"]));

    await redis.kill();
    await proxy.refuse();
    await everybody(stage, client, docs);
    const before = heapBytes();
    for (let round = 0; round < ROUNDS; round++) {
      expect(await everybody(stage, client, docs)).not.toContain("resolved");
    }
    expect(heapBytes() - before).toBeLessThan(MAX_GROWTH_BYTES);

    await redis.restart();
    await proxy.accept();
    await stage.recovered(() => stage.write(docs));
    expect(new Set(await everybody(stage, client, docs))).toEqual(new Set(["resolved"]));
    expect(proxy.mostOpen).toBeLessThanOrEqual(LIMITS.maxConnections);
  },
);

faultTest(
  "thousandCallers",
  "a thousand callers at an address where nothing answers all get an answer in time, and cost neither memory nor sockets",
  async (stage) => {
    const redis = await stage.startRedis();
    const proxy = await stage.startProxy(redis.port);
    const client = await stage.connect(proxy.url, LIMITS);
    const docs = stage.docsOf(client);
    expect(new Set(await everybody(stage, client, docs))).toEqual(new Set(["resolved"]));

    // Open connections fall silent, and new ones are silent from the first byte.
    proxy.setBlackhole(true);
    proxy.forgetAll();
    await everybody(stage, client, docs);
    const before = heapBytes();
    for (let round = 0; round < ROUNDS; round++) {
      expect(await everybody(stage, client, docs)).not.toContain("resolved");
    }
    expect(heapBytes() - before).toBeLessThan(MAX_GROWTH_BYTES);

    proxy.setBlackhole(false);
    await stage.recovered(() => stage.write(docs));
    expect(new Set(await everybody(stage, client, docs))).toEqual(new Set(["resolved"]));
    expect(proxy.mostOpen).toBeLessThanOrEqual(LIMITS.maxConnections);
  },
);
