import calculateSlot from "cluster-key-slot";
import { expect, onTestFinished, test } from "vitest";
import {
  type ConnectOptions,
  connect,
  isOctavecError,
  type SearchPage,
  UpsertManyError,
  type VectorClient,
  type VectorRepository,
} from "../../../src/index.js";
import { shardOfId } from "../../../src/shards/shard-of-id.js";
import type { RedisClusterHandle } from "../../../src/testing/index.js";
import { ask } from "../../helpers/ask.js";
import { beginSlotMove, endSlotMove, moveKeys, startedCluster } from "../../helpers/cluster.js";
import { eventually } from "../../helpers/processes.js";
import { replicated } from "../../helpers/replicated.js";
import { seededVectors } from "../../helpers/seeded-vectors.js";
import { startedRedis } from "../../helpers/started-redis.js";

const DIMENSION = 8;
/** Without full coverage, the other masters answer while one is down. */
const ARGS = ["--cluster-node-timeout", "1000", "--cluster-require-full-coverage", "no"];
const PLACE = { namespace: "shop", collection: "articles", dimension: DIMENSION };
const recordsOf = (count: number, seed = 1) =>
  seededVectors(count, DIMENSION, seed).map((vector, n) => ({ id: `${seed}-${n}`, vector }));
const masterOf = (key: string) => Math.floor((calculateSlot(key) * 3) / 16_384);

async function openCluster(
  { nodes }: RedisClusterHandle,
  options: ConnectOptions = {},
): Promise<VectorClient> {
  const client = await connect({ url: nodes[1]!.url, cluster: true, minConnections: 1, ...options });
  onTestFinished(() => client.close());
  return client;
}

test("the records are spread evenly over the masters, searches find what one node finds, and EF is measured over all", async () => {
  const cluster = await startedCluster();
  const client = await openCluster(cluster);
  const alone = await connect({ url: (await startedRedis()).url });
  onTestFinished(() => alone.close());
  const records = recordsOf(6_000);
  const docs = client.repository({ ...PLACE, shards: 6 });
  const one = alone.repository(PLACE);
  for (const side of [docs, one]) await side.upsertMany(records);
  const onMaster = [0, 0, 0];
  for (const { key, count } of (await docs.info()).shards ?? []) onMaster[masterOf(key)]! += count;
  for (const count of onMaster) expect(Math.abs(count / 2_000 - 1)).toBeLessThan(0.1);
  for (const vector of seededVectors(40, DIMENSION, 2)) {
    const query = { vector, limit: 50, exhaustive: true };
    expect(await docs.searchPage(query)).toEqual(await one.searchPage(query));
  }
  const tuned = await docs.tune({ targetRecall: 0.9, sampleSize: 20 });
  expect(tuned).toMatchObject({ reached: true, count: 6_000, queries: 20 });
  await docs.drop();
  for (const { url } of cluster.nodes) expect(await ask(url, "DBSIZE")).toBe("0");
});

test("a shard that is late is missing from the page, and plain searches fail with its error; without any shard so do pages", async () => {
  const cluster = await startedCluster({ args: ["--cluster-node-timeout", "30000"] });
  const client = await openCluster(cluster, { commandTimeoutMs: 20_000 });
  const docs = client.repository({ ...PLACE, shards: 3 });
  const records = recordsOf(300);
  await docs.upsertMany(records);
  const { shards = [] } = await docs.info();
  const query = { vector: records[0]!.vector, limit: 300, exhaustive: true, timeoutMs: 300 };
  expect(await docs.searchPage({ ...query, timeoutMs: 20_000 })).toMatchObject({ complete: true });
  const late = shards.findIndex(({ key }) => masterOf(key) === 2);
  await cluster.nodes[2]!.pause();
  const page = await docs.searchPage(query);
  expect(page).toMatchObject({
    complete: false,
    missingShards: [{ shard: late, error: { code: "TIMEOUT" } }],
  });
  expect(page.hits.length).toBe(300 - shards[late]!.count);
  await expect(docs.search(query)).rejects.toMatchObject({ code: "TIMEOUT" });
  await expect(docs.searchMany([query])).rejects.toMatchObject({ code: "TIMEOUT" });
  const aborted = docs.searchPage({
    ...query,
    timeoutMs: 20_000,
    signal: AbortSignal.abort(new Error("enough")),
  });
  await expect(aborted).rejects.toThrow("enough");
  for (const node of cluster.nodes.slice(0, 2)) await node.pause();
  await expect(docs.searchPage(query)).rejects.toMatchObject({ code: "TIMEOUT" });
  for (const node of cluster.nodes) await node.resume();
  expect(await docs.searchPage({ ...query, timeoutMs: 20_000 })).toMatchObject({ complete: true });
});

test("when a master is killed under load, searches go on as partial and become whole, and no confirmed write is lost", async () => {
  const cluster = await startedCluster({ replicas: 1, args: ARGS });
  const client = await openCluster(cluster, { acquireTimeoutMs: 500, commandTimeoutMs: 500 });
  const docs = client.repository({ ...PLACE, shards: 3 });
  const records = recordsOf(300);
  await docs.upsertMany(records);
  for (const { url } of cluster.nodes) await replicated(url);
  const keys = ((await docs.info()).shards ?? []).map(({ key }) => key);
  const lost = keys.findIndex((key) => masterOf(key) === 0);
  const query = { vector: records[0]!.vector, limit: 600, exhaustive: true, timeoutMs: 800 };
  const before = await docs.searchPage(query);
  expect(before).toMatchObject({ complete: true });

  let isOver = false;
  const confirmed = new Set<string>();
  const reported = { inDoubt: 0, unsent: 0 };
  const writer = (async () => {
    for (let seed = 2; !isOver; seed++)
      await writeConfirmed(client, { docs, keys }, recordsOf(6, seed), { confirmed, reported });
  })();
  onTestFinished(() => {
    isOver = true;
    return writer;
  });
  await eventually("writes are confirmed", async () => confirmed.size > 0);
  await cluster.nodes[0]!.kill();

  const partial: SearchPage[] = [];
  const plain = new Set<string>();
  await eventually("pages are partial", async () => {
    const page = await docs.searchPage(query);
    if (page.missingShards !== undefined) partial.push(page);
    plain.add(
      await docs.search(query).then(
        () => "resolved",
        (error) => String(error.code),
      ),
    );
    return partial.length > 0 && [...plain].some((code) => code !== "resolved");
  });
  for (const { hits, complete, missingShards } of partial) {
    expect(complete).toBe(false);
    expect(missingShards).toMatchObject([{ shard: lost, key: keys[lost], error: { retryable: true } }]);
    expect(hits.length).toBeGreaterThan(150);
  }
  await eventually("searches are whole again", async () => (await docs.searchPage(query)).complete);
  const countNow = confirmed.size;
  await eventually("writes go on", async () => confirmed.size > countNow);
  isOver = true;
  await writer;

  expect(reported.inDoubt + reported.unsent).toBeGreaterThan(0);
  const missing: string[] = [];
  for (const id of [...records.map((record) => record.id), ...confirmed])
    if (!(await docs.has(id))) missing.push(id);
  expect(missing).toEqual([]);
});

test("with replicas for reads, searches stay whole while a master is down", async () => {
  const cluster = await startedCluster({
    replicas: 1,
    args: [...ARGS, "--cluster-replica-no-failover", "yes"],
  });
  const writer = await openCluster(cluster);
  const records = recordsOf(300);
  await writer.repository({ ...PLACE, shards: 3 }).upsertMany(records);
  for (const { url } of cluster.nodes) await replicated(url);
  const client = await openCluster(cluster, { readFrom: "preferReplica", acquireTimeoutMs: 500 });
  const docs = client.repository({ ...PLACE, shards: 3 });
  const query = { vector: records[0]!.vector, limit: 300, exhaustive: true };
  const before = await docs.searchPage(query);
  expect(before).toMatchObject({ complete: true });
  await cluster.nodes[0]!.kill();
  for (let round = 0; round < 20; round++) expect(await docs.searchPage(query)).toEqual(before);
});

test("a slot of a shard moves while searches and writes run, and none of them fails", async () => {
  const cluster = await startedCluster();
  const client = await openCluster(cluster);
  const docs = client.repository({ ...PLACE, shards: 3 });
  await docs.upsertMany(recordsOf(300));
  const key = (await docs.info()).shards!.find((shard) => masterOf(shard.key) === 0)!.key;
  const [source, target] = [cluster.nodes[0]!, cluster.nodes[2]!];
  let isOver = false;
  let calls = 0;
  const traffic = [1, 2, 3, 4].map(async (seed) => {
    for (const { id, vector } of recordsOf(100_000, seed)) {
      if (isOver) return;
      await docs.upsert({ id, vector });
      expect((await docs.search({ vector, limit: 5 })).length).toBe(5);
      calls++;
    }
  });
  const failed = Promise.all(traffic).then(
    () => undefined,
    (error: unknown) => error,
  );
  await eventually("calls run", async () => calls > 20);
  const slot = calculateSlot(key);
  await beginSlotMove(slot, source, target);
  await moveKeys([key, key.replace(/v$/, "meta")], source, target);
  await endSlotMove(slot, cluster.nodes, target);
  const callsThen = calls;
  await eventually("calls go on", async () => calls > callsThen + 20);
  isOver = true;
  expect(await failed).toBeUndefined();
  expect(await ask(target.url, "EXISTS", key)).toBe("1");
});

/**
 * Writes a few records, and then has each master confirm that its replica has them: replication is one stream, so whoever has the
 * write behind them has them, too.
 */
async function writeConfirmed(
  client: VectorClient,
  { docs, keys }: { docs: VectorRepository; keys: readonly string[] },
  records: ReturnType<typeof recordsOf>,
  { confirmed, reported }: { confirmed: Set<string>; reported: { inDoubt: number; unsent: number } },
): Promise<void> {
  const failed = new Set<string>();
  try {
    await docs.upsertMany(records);
  } catch (error) {
    if (!(error instanceof UpsertManyError)) throw error;
    // Every record that was read is acknowledged or listed.
    expect(error.report.acknowledged + error.report.failures.length).toBe(error.report.read);
    for (const { id, sent } of error.report.failures) {
      failed.add(id!);
      if (sent) reported.inDoubt++;
      else reported.unsent++;
    }
    if (error.report.read < records.length) return;
  }
  const acknowledged = records.map(({ id }) => id).filter((id) => !failed.has(id));
  for (const [shard, key] of keys.entries()) {
    const some = acknowledged.filter((id) => shardOfId(id, keys.length) === shard);
    if (some.length > 0 && (await isReplicated(client, key))) for (const id of some) confirmed.add(id);
  }
}

async function isReplicated(client: VectorClient, vectors: string): Promise<boolean> {
  const key = vectors.replace(/:v$/, ":fence");
  try {
    return await client.lease(
      async (connection) => {
        await connection.send(["SET", key, "1"]);
        return Number(await connection.send(["WAIT", "1", "1000"], { timeoutMs: 2_000 })) >= 1;
      },
      { key },
    );
  } catch (error) {
    if (!isOctavecError(error)) throw error;
    return false;
  }
}
