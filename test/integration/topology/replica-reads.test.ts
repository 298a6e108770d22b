import { expect, onTestFinished, test } from "vitest";
import { type ConnectOptions, connect, type VectorClient } from "../../../src/index.js";
import { startedCluster } from "../../helpers/cluster.js";
import { callsOf } from "../../helpers/command-calls.js";
import { codeOf } from "../../helpers/outcome.js";
import { eventually } from "../../helpers/processes.js";
import { replicated } from "../../helpers/replicated.js";
import { startedRedis } from "../../helpers/started-redis.js";
import { uniquePrefix } from "../../helpers/unique-prefix.js";

async function open(url: string, options: ConnectOptions): Promise<VectorClient> {
  const client = await connect({ url, minConnections: 1, ...options });
  onTestFinished(() => client.close());
  return client;
}

const docsOf = (client: VectorClient) =>
  client.repository({ namespace: uniquePrefix("reads"), collection: "docs", dimension: 2 });

test("one server with replicas: reads are spread over them, writes and what decides them stay with the primary", async () => {
  const primary = await startedRedis();
  const replicas = [await primary.startReplica(), await primary.startReplica()];
  const client = await open(primary.url, { readFrom: "replica" });
  const docs = docsOf(client);
  await docs.upsertMany([
    { id: "a", vector: [1, 0] },
    { id: "b", vector: [0, 1] },
  ]);
  await replicated(primary.url);
  for (let i = 0; i < 40; i++) {
    expect((await docs.search({ vector: [1, 0], limit: 1 }))[0]?.id).toBe("a");
    expect(await docs.get("b")).toMatchObject({ id: "b" });
  }
  for (const command of ["VSIM", "VEMB"]) {
    const [first = 0, second = 0] = await Promise.all(replicas.map(({ url }) => callsOf(url, command)));
    expect(first + second).toBe(40);
    // Each call goes to any of the two: all 40 to one of them happens once in 10^11 runs.
    expect(Math.min(first, second)).toBeGreaterThan(0);
    expect(await callsOf(primary.url, command)).toBe(0);
  }
  const countsBefore = await Promise.all(replicas.map(({ url }) => callsOf(url, "VCARD")));
  expect(await docs.clear()).toBe(2);
  expect(await Promise.all(replicas.map(({ url }) => callsOf(url, "VCARD")))).toEqual(countsBefore);
  expect((await client.health()).nodes.map(({ role }) => role)).toEqual(["master", "replica", "replica"]);
});

test("without a usable replica preferReplica asks the primary, replica refuses and says so, and a replica that comes is used", async () => {
  const primary = await startedRedis();
  const willing = await open(primary.url, { readFrom: "preferReplica" });
  const strict = await open(primary.url, { readFrom: "replica", acquireTimeoutMs: 300 });
  const read = (client: VectorClient) => client.sendCommand(["VCARD", "k"], { readOnly: true });
  expect(await read(willing)).toBe(0);
  await expect(read(strict)).rejects.toMatchObject({
    code: "CONNECTION_FAILED",
    message: expect.stringContaining("no replica to read from"),
  });
  const [step] = await strict.executor.pipeline([["VCARD", "k"]], { readOnly: true });
  expect(step).toMatchObject({ ok: false, error: { code: "CONNECTION_FAILED" } });
  expect(await strict.sendCommand(["SET", "x", "1"])).toBe("OK");

  const replica = await primary.startReplica();
  await eventually("the replica is found", async () => (await codeOf(read(strict))) === "resolved");
  await eventually("and preferred", async () => {
    const before = await callsOf(replica.url, "VCARD");
    await read(willing);
    return (await callsOf(replica.url, "VCARD")) > before;
  });

  await replica.kill();
  for (let i = 0; i < 5; i++) expect(await read(willing)).toBe(0);
  expect(await codeOf(read(strict))).toBe("CONNECTION_FAILED");
  await replica.restart();
  await eventually("it is used again", async () => (await codeOf(read(strict))) === "resolved");
});

test("a cluster: each shard's replicas answer its reads", async () => {
  const cluster = await startedCluster({ replicas: 1 });
  const client = await open(cluster.nodes[0]!.url, { cluster: true, readFrom: "replica" });
  const keys = ["{b}:r", "{c}:r", "{a}:r"];
  for (const key of keys) await client.sendCommand(["VADD", key, "VALUES", "2", "1", "0", "e"]);
  // A cluster tells of a replica once it has heard that something was written there.
  await eventually("every replica is known", async () => (await client.health()).nodes.length === 6);
  await Promise.all(cluster.nodes.map(({ url }) => replicated(url)));
  const pipeline = await client.executor.pipeline(
    keys.map((key) => ["VCARD", key]),
    { readOnly: true },
  );
  expect(pipeline).toEqual(keys.map(() => ({ ok: true, value: 1 })));
  for (const key of keys) expect(await client.sendCommand(["VCARD", key], { readOnly: true })).toBe(1);
  expect(await Promise.all(cluster.replicas.map(({ url }) => callsOf(url, "VCARD")))).toEqual([2, 2, 2]);
  expect((await client.health()).nodes.map(({ role }) => role)).toEqual([
    ...Array(3).fill("master"),
    ...Array(3).fill("replica"),
  ]);
});
