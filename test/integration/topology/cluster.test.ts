import calculateSlot from "cluster-key-slot";
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from "vitest";
import { type ConnectOptions, connect, f, type OctavecEvent, type VectorClient } from "../../../src/index.js";
import { collectionKeys } from "../../../src/repository/elements/collection-keys.js";
import { type RedisClusterHandle, startRedisCluster8 } from "../../../src/testing/index.js";
import { ask, info } from "../../helpers/ask.js";
import { beginSlotMove, collectionOn, endSlotMove, moveKeys, startedCluster } from "../../helpers/cluster.js";
import { codeOf } from "../../helpers/outcome.js";
import { eventually } from "../../helpers/processes.js";
import { replicated } from "../../helpers/replicated.js";
import { startedRedis } from "../../helpers/started-redis.js";
import { uniquePrefix } from "../../helpers/unique-prefix.js";

/** One key for each of three masters. */
const KEYS = ["{b}", "{c}", "{a}"] as const;

async function openCluster(cluster: RedisClusterHandle, options: ConnectOptions = {}): Promise<VectorClient> {
  const client = await connect({ url: cluster.nodes[0]!.url, cluster: true, minConnections: 1, ...options });
  onTestFinished(() => client.close());
  return client;
}

const vectorOf = (angle: number) => [Math.cos(angle), Math.sin(angle)];

describe("a whole cluster", () => {
  let cluster: RedisClusterHandle;
  beforeAll(async () => {
    cluster = await startRedisCluster8();
  });
  afterAll(() => cluster.stop());

  test.each([0, 1, 2])("every operation of a repository works on master %i", async (master) => {
    const client = await openCluster(cluster);
    const namespace = uniquePrefix("ops");
    const docs = client.repository({ namespace, collection: collectionOn(master, namespace), dimension: 2 });
    const upsert = (id: string, angle: number) =>
      docs.upsert({ id, vector: vectorOf(angle), attributes: { angle } });
    expect(await upsert("a", 0)).toEqual({ inserted: true });
    expect(await upsert("a", 0.1)).toEqual({ inserted: false });
    const records = Array.from({ length: 1_200 }, (_, i) => ({
      id: String(i),
      vector: vectorOf(i / 200),
      attributes: { i },
    }));
    const report = await docs.upsertMany(records, { batchSize: 100 });
    expect(report).toMatchObject({ acknowledged: 1_200, failures: [] });
    expect(await docs.count()).toBe(1_201);
    const hits = await docs.search({ vector: vectorOf(1), limit: 2, filter: f.between("i", 200, 201) });
    expect(hits.map(({ id }) => id).sort()).toEqual(["200", "201"]);
    expect(hits.find(({ id }) => id === "200")).toMatchObject({ attributes: { i: 200 } });
    const queries = [7, 400].map((i) => ({ id: String(i), limit: 1, filter: f.eq("i", i) }));
    expect((await docs.searchMany(queries)).map(([hit]) => hit?.id)).toEqual(["7", "400"]);
    expect(await docs.get("a")).toMatchObject({ id: "a", attributes: { angle: 0.1 } });
    expect(await docs.has("a")).toBe(true);
    expect(await docs.setAttributes("a", null)).toBe(true);
    expect(await docs.delete(["a", "nobody"])).toBe(1);
    expect(await docs.info()).toMatchObject({ count: 1_200, dimension: 2 });
    expect(await info(cluster.nodes[master]!.url, "keyspace", "db0")).toMatch(/^keys=[1-9]/);
    expect(await docs.clear()).toBe(1_200);
    await docs.drop();
    expect(await docs.count()).toBe(0);
  });

  test("a pipeline over all nodes brings its results back in place, and each node's steps in order", async () => {
    const client = await openCluster(cluster);
    const steps = Array.from({ length: 60 }, (_, i) => ["INCRBY", `${KEYS[i % 3]}:order`, String(i)]);
    const results = await client.executor.pipeline(steps);
    const sums = [0, 0, 0];
    const expected = steps.map((_, i) => {
      sums[i % 3] = sums[i % 3]! + i;
      return { ok: true, value: sums[i % 3] };
    });
    expect(results).toEqual(expected);
  });

  test("a transaction over two slots is refused with what to do, and the other steps are done", async () => {
    const client = await openCluster(cluster);
    const results = await client.executor.pipeline([
      {
        transaction: [
          ["SET", "{b}:x", "1"],
          ["SET", "{c}:x", "1"],
        ],
      },
      {
        transaction: [
          ["SET", "{b}:y", "1"],
          ["GET", "{b}:y"],
        ],
      },
    ]);
    expect(results).toMatchObject([
      { ok: false, sent: false, error: { code: "CROSS_SLOT", message: expect.stringContaining("hash tag") } },
      { ok: true, value: ["OK", "1"] },
    ]);
    expect(await client.sendCommand(["GET", "{b}:x"])).toBeNull();
    expect(await codeOf(client.sendCommand(["MGET", "{b}:x", "{c}:x"]))).toBe("CROSS_SLOT");
  });

  test("commands without a key have one answer, and those for all nodes reach all", async () => {
    const client = await openCluster(cluster);
    expect(await client.sendCommand(["PING"])).toBe("PONG");
    const sha = await client.sendCommand(["SCRIPT", "LOAD", "return redis.call('INCRBY', KEYS[1], 0)"]);
    for (const key of KEYS) {
      expect(await client.sendCommand(["EVALSHA", String(sha), "1", `${key}:script`])).toBe(0);
      expect(await client.sendCommand(["EVAL", "return KEYS[1]", "1", `${key}:script`])).toBe(
        `${key}:script`,
      );
    }
    expect(
      await codeOf(
        client.executor.pipeline([["SCRIPT", "FLUSH"]]).then(([step]) => {
          if (step?.ok === false) throw step.error;
        }),
      ),
    ).toBe("INVALID_ARGUMENT");
  });

  test("health tells of every node", async () => {
    const client = await openCluster(cluster);
    const health = await client.health();
    expect(health).toMatchObject({
      status: "up",
      mode: "cluster",
      role: "master",
      version: cluster.nodes[0]!.version,
    });
    expect(health.nodes.map(({ server, status }) => ({ server, status }))).toEqual(
      cluster.nodes.map(({ port }) => ({ server: `127.0.0.1:${port}`, status: "up" })),
    );
    expect(health.pool.open).toBe(health.nodes.reduce((sum, { pool }) => sum + pool.open, 0));
  });

  test("addresses go through the address map before they are dialled", async () => {
    const dialled = new Set<string>();
    const client = await openCluster(cluster, {
      url: "redis://ignored.invalid:1",
      cluster: { nodes: ["nowhere.invalid:1", `localhost:${cluster.nodes[1]!.port}`] },
      addressMap: (host, port) => {
        dialled.add(`${host}:${port}`);
        return { host: "localhost", port };
      },
    });
    for (const key of KEYS) expect(await client.sendCommand(["SET", `${key}:map`, "1"])).toBe("OK");
    expect([...dialled].sort()).toEqual(cluster.nodes.map(({ port }) => `127.0.0.1:${port}`).sort());
    expect((await client.health()).nodes.map(({ server }) => server.split(":")[0])).toEqual(
      Array(3).fill("localhost"),
    );
  });

  test("without the option, the error says that this is a cluster", async () => {
    const client = await openCluster(cluster, { cluster: false });
    const codes = await Promise.all(KEYS.map((key) => codeOf(client.sendCommand(["SET", key, "1"]))));
    expect(codes.filter((code) => code === "SLOT_MOVED")).toHaveLength(2);
  });
});

test("a server by itself is refused as a cluster", async () => {
  expect(await codeOf(connect({ url: inject("redisUrl"), cluster: true }))).toBe("UNSUPPORTED_SERVER");
});

test("a node without slots is no cluster yet, and says what to do", async () => {
  const redis = await startedRedis("--cluster-enabled", "yes");
  await expect(connect({ url: redis.url, cluster: true })).rejects.toMatchObject({
    code: "CONNECTION_FAILED",
    message: expect.stringContaining("Give the cluster's nodes their slots"),
  });
});

test("the credentials of the URL are for every node, and wrong ones are told as such", async () => {
  const cluster = await startedCluster({ args: ["--requirepass", "hush", "--masterauth", "hush"] });
  const client = await openCluster(cluster);
  for (const key of KEYS) expect(await client.sendCommand(["SET", key, "1"])).toBe("OK");
  const wrong = connect({ url: cluster.nodes[0]!.url, password: "wrong", cluster: true });
  expect(await codeOf(wrong)).toBe("NOT_AUTHORIZED");
});

test("an ACL user needs no more than its commands and the questions that find the nodes", async () => {
  const cluster = await startedCluster();
  const open = (username: string) =>
    openCluster(cluster, { username, password: "secret", readFrom: "preferReplica" });
  const questions = ["+cluster|slots", "+cluster|info", "+readonly"];
  for (const { url } of cluster.nodes) {
    await ask(url, "ACL", "SETUSER", "app", "on", ">secret", "~*", "-@all", "+vadd", ...questions);
    await ask(url, "ACL", "SETUSER", "blind", "on", ">secret", "~*", "-@all", "+vadd", "+readonly");
  }
  const client = await open("app");
  for (const key of KEYS) {
    expect(await client.sendCommand(["VADD", `${key}:acl`, "VALUES", "2", "1", "0", "a"])).toBe(true);
  }
  expect(await codeOf(open("blind"))).toBe("NOT_AUTHORIZED");
});

test("no write is lost while a collection's slot moves to another node under load, and nobody sees an error", async () => {
  const cluster = await startedCluster();
  const client = await openCluster(cluster);
  const namespace = uniquePrefix("move");
  const collection = collectionOn(0, namespace);
  const docs = client.repository({ namespace, collection, dimension: 2 });
  await docs.upsert({ id: "first", vector: [1, 0] });
  const [source, target] = [cluster.nodes[0]!, cluster.nodes[2]!];
  const slot = calculateSlot(docs.key);
  const { meta } = collectionKeys(namespace, collection);

  let goesOn = true;
  const acknowledged: string[] = [];
  const problems: unknown[] = [];
  const writer = async (name: string) => {
    for (let i = 0; goesOn; i++) {
      const id = `${name}-${i % 40}`;
      // Writes are scripts over two keys, and reads go along.
      await docs.upsert({ id, vector: vectorOf(i) }).then(
        () => acknowledged.push(id),
        (error) => problems.push(error),
      );
      await docs.search({ vector: vectorOf(i), limit: 1 }).catch((error) => problems.push(error));
    }
  };
  const writers = ["a", "b", "c"].map(writer);
  const moreWrites = async () => {
    const goal = acknowledged.length + 30;
    await eventually("the writers go on", async () => acknowledged.length >= goal || problems.length > 0);
  };
  await moreWrites();
  await beginSlotMove(slot, source, target);
  await moreWrites();
  await moveKeys([docs.key, meta], source, target);
  await moreWrites();
  await endSlotMove(slot, cluster.nodes, target);
  await moreWrites();
  goesOn = false;
  await Promise.all(writers);

  expect(problems).toEqual([]);
  const stored = await Promise.all([...new Set(acknowledged)].map((id) => docs.has(id)));
  expect(stored.every(Boolean)).toBe(true);
  expect(await ask(target.url, "VCARD", docs.key)).toBe(String(new Set(acknowledged).size + 1));
});

test("a node that is down fails its own slots with coded errors, leaves the others alone, and serves again when it is back", async () => {
  const cluster = await startedCluster({ args: ["--cluster-require-full-coverage", "no"] });
  const client = await openCluster(cluster, { acquireTimeoutMs: 200, commandTimeoutMs: 1_000 });
  const [down, ...up] = KEYS.map((key) => `${key}:alive`);
  for (const key of KEYS) await client.sendCommand(["SET", `${key}:alive`, "1"]);
  await cluster.nodes[0]!.kill();
  const codes = new Set<unknown>();
  await eventually("the loss is noticed", async () => {
    codes.add(await codeOf(client.sendCommand(["SET", down!, "2"])));
    return codes.has("CONNECTION_FAILED");
  });
  expect(["CONNECTION_FAILED", "CONNECTION_LOST", "SERVER_BUSY"]).toEqual(expect.arrayContaining([...codes]));
  for (const key of up) expect(await client.sendCommand(["SET", key, "2"])).toBe("OK");
  expect(await client.health()).toMatchObject({
    status: "degraded",
    nodes: expect.arrayContaining([expect.objectContaining({ status: "up" })]),
  });
  await cluster.nodes[0]!.restart();
  await eventually(
    "it serves again",
    async () => (await codeOf(client.sendCommand(["SET", down!, "3"]))) === "resolved",
  );
});

test("when replicas take over, the client follows without a restart, and what they had is there", async () => {
  const cluster = await startedCluster({ replicas: 1, args: ["--cluster-node-timeout", "1000"] });
  const client = await openCluster(cluster, { acquireTimeoutMs: 500 });
  const events: OctavecEvent[] = [];
  client.subscribe((event) => events.push(event));
  const key = `${KEYS[1]}:v`;
  const write = (id: string) => client.sendCommand(["VADD", key, "VALUES", "2", "1", "0", id]);
  await write("before");
  await replicated(cluster.nodes[1]!.url);

  await ask(cluster.replicas[1]!.url, "CLUSTER", "FAILOVER");
  await eventually(
    "the replica is the primary",
    async () => (await info(cluster.replicas[1]!.url, "replication", "role")) === "master",
  );
  expect(await write("planned")).toBe(true);
  expect(await ask(cluster.replicas[1]!.url, "VCARD", key)).toBe("2");

  const [from, to] = [cluster.nodes[1]!.port, cluster.replicas[1]!.port].map((port) => `127.0.0.1:${port}`);
  await eventually("the failover is told", async () =>
    events.some((event) => event.type === "failover" && event.from === from && event.to === to),
  );

  // The other way round without a plan: the new primary dies, the old one takes its place again.
  await eventually("the old primary is in step", async () =>
    /master_link_status:up/.test(await ask(cluster.nodes[1]!.url, "INFO", "replication")),
  );
  await replicated(cluster.replicas[1]!.url);
  await cluster.replicas[1]!.kill();
  await eventually("service is back", async () => (await codeOf(write("unplanned"))) === "resolved");
  expect(await client.sendCommand(["VCARD", key])).toBe(3);
});
