import { expect, onTestFinished, test } from "vitest";
import {
  type ConnectOptions,
  connect,
  isOctavecError,
  type OctavecEvent,
  type VectorClient,
} from "../../../src/index.js";
import {
  type RedisSentinelHandle,
  type StartRedisSentinel8Options,
  startRedisSentinel8,
} from "../../../src/testing/index.js";
import { ask, info } from "../../helpers/ask.js";
import { callsOf } from "../../helpers/command-calls.js";
import { codeOf } from "../../helpers/outcome.js";
import { eventually } from "../../helpers/processes.js";
import { replicated } from "../../helpers/replicated.js";
import { uniquePrefix } from "../../helpers/unique-prefix.js";

async function startedSentinels(options: StartRedisSentinel8Options = {}): Promise<RedisSentinelHandle> {
  const servers = await startRedisSentinel8({ sentinels: 1, downAfterMs: 300, ...options });
  onTestFinished(() => servers.stop());
  return servers;
}

async function openWatched(
  { name, sentinels }: RedisSentinelHandle,
  options: ConnectOptions = {},
): Promise<VectorClient> {
  const nodes = sentinels.map(({ host, port }) => `${host}:${port}`);
  const client = await connect({ sentinel: { name, nodes }, minConnections: 2, ...options });
  onTestFinished(() => client.close());
  return client;
}

const vectorOf = (angle: number) => [Math.cos(angle), Math.sin(angle)];

test("a killed primary: three Sentinels promote the replica, the client goes on there, and nothing acknowledged and replicated is missing", async () => {
  const servers = await startedSentinels({ sentinels: 3 });
  const client = await openWatched(servers, { acquireTimeoutMs: 500, commandTimeoutMs: 1_000 });
  const docs = client.repository({ namespace: uniquePrefix("failover"), collection: "docs", dimension: 2 });
  const acknowledged = new Set<string>();
  const unexpected: unknown[] = [];
  let phase = "before";
  let goesOn = true;
  const writer = async (name: string) => {
    for (let i = 0; goesOn; i++) {
      const id = `${phase}-${name}-${i}`;
      try {
        await docs.upsert({ id, vector: vectorOf(i) });
        acknowledged.add(id);
      } catch (error) {
        // What the caller is told may be repeated is all that it gets to see.
        if (!isOctavecError(error) || !error.retryable) unexpected.push(error);
      }
    }
  };
  const ofPhase = (wanted: string) => [...acknowledged].filter((id) => id.startsWith(wanted));
  const writers = ["a", "b"].map(writer);
  await eventually("there are writes", async () => ofPhase("before").length > 50);
  const safe = [...acknowledged];
  await replicated(servers.primary.url);
  await servers.primary.kill();
  await eventually(
    "the replica is promoted",
    async () => (await info(servers.replicas[0]!.url, "replication", "role")) === "master",
  );
  phase = "after";
  await eventually("writes go on", async () => ofPhase("after").length > 20);
  goesOn = false;
  await Promise.all(writers);

  expect(unexpected).toEqual([]);
  const expected = [...safe, ...ofPhase("after")];
  const stored = await Promise.all(expected.map((id) => docs.has(id)));
  expect(expected.filter((_, index) => !stored[index])).toEqual([]);
  expect(await client.health()).toMatchObject({
    status: "up",
    role: "master",
    server: `127.0.0.1:${servers.replicas[0]!.port}`,
  });
});

test("a planned failover: the client leaves the old primary, although it still answers", async () => {
  const servers = await startedSentinels();
  const client = await openWatched(servers);
  const events: OctavecEvent[] = [];
  client.subscribe((event) => events.push(event));
  expect(await client.sendCommand(["SET", "k", "1"])).toBe("OK");
  await replicated(servers.primary.url);
  await eventually(
    "the Sentinel takes the order",
    async () =>
      (await codeOf(ask(servers.sentinels[0]!.url, "SENTINEL", "FAILOVER", servers.name))) === "resolved",
  );
  await eventually(
    "the replica is promoted",
    async () => (await info(servers.replicas[0]!.url, "replication", "role")) === "master",
  );
  await eventually("writes go to the new primary", async () => {
    await client.sendCommand(["SET", "k", "2"]).catch(() => {});
    return (await ask(servers.replicas[0]!.url, "GET", "k")) === "2";
  });
  expect((await client.health()).nodes.map(({ server }) => server)).toEqual([
    `127.0.0.1:${servers.replicas[0]!.port}`,
  ]);
  const [from, to] = [servers.primary.port, servers.replicas[0]!.port].map((port) => `127.0.0.1:${port}`);
  expect(events).toContainEqual({ type: "failover", from, to });
  await eventually(
    "no connection to the old one stays",
    async () =>
      !(await ask(servers.primary.url, "CLIENT", "LIST", "TYPE", "replica")).includes("name=octavec") &&
      !(await ask(servers.primary.url, "CLIENT", "LIST", "TYPE", "normal")).includes("name=octavec"),
  );
});

test("while there is no primary, calls wait for their time and then say what the Sentinels said", async () => {
  const servers = await startedSentinels();
  const client = await openWatched(servers, { acquireTimeoutMs: 300 });
  await servers.replicas[0]!.kill();
  await servers.primary.kill();
  let error: unknown;
  await eventually("the loss is noticed", async () => {
    error = await client.sendCommand(["PING"], { timeoutMs: 200 }).catch((reason: unknown) => reason);
    return isOctavecError(error, "CONNECTION_FAILED") && /No Sentinel named/.test(error.message);
  });
  expect(error).toMatchObject({
    retryable: true,
    message: expect.stringMatching(/127\.0\.0\.1:\d+ names 127\.0\.0\.1:\d+, but: Could not connect/),
  });
  const waiting = client.sendCommand(["PING"], { timeoutMs: 10_000 });
  const outcome = codeOf(waiting);
  expect(await client.health({ timeoutMs: 50 })).toMatchObject({
    status: "down",
    error: { code: "CONNECTION_FAILED" },
  });
  await servers.primary.restart();
  await eventually(
    "service is back",
    async () => (await codeOf(client.sendCommand(["PING"]))) === "resolved",
  );
  expect(["resolved", "CONNECTION_FAILED"]).toContain(await outcome);
});

test("a Sentinel that is down or knows nothing is passed over, and one is asked with its own credentials", async () => {
  const servers = await startedSentinels({ args: ["--requirepass", "hush"] });
  const [sentinel] = servers.sentinels;
  await ask(sentinel!.url, "ACL", "SETUSER", "watcher", "on", ">secret", "+@all", "allchannels");
  await ask(sentinel!.url, "ACL", "SETUSER", "default", "off");
  const stranger = await startedSentinels();
  const nodes = [
    { host: "127.0.0.1", port: 1 },
    ...stranger.sentinels.map(({ host, port }) => ({ host, port })),
    sentinel!.url,
  ];
  const watch = {
    name: "octavec",
    nodes: [nodes[0]!, sentinel!.url],
    username: "watcher",
    password: "secret",
  };
  const client = await openWatched(servers, { password: "hush", sentinel: watch });
  expect(await client.sendCommand(["PING"])).toBe("PONG");
  expect(
    await codeOf(
      connect({ password: "hush", sentinel: { ...watch, nodes: [sentinel!.url], password: "wrong" } }),
    ),
  ).toBe("NOT_AUTHORIZED");
  const wrongName = connect({ sentinel: { name: "nobody", nodes: [nodes[1]!] } });
  await expect(wrongName).rejects.toMatchObject({
    code: "CONNECTION_FAILED",
    message: expect.stringContaining("knows nobody by the name nobody"),
  });
});

test("a Sentinel that names a replica is not believed", async () => {
  const servers = await startedSentinels();
  const [replica] = servers.replicas;
  // A second name under which the replica is taken for the primary.
  await ask(
    servers.sentinels[0]!.url,
    "SENTINEL",
    "MONITOR",
    "mistaken",
    replica!.host,
    String(replica!.port),
    "1",
  );
  const { host, port } = servers.sentinels[0]!;
  await expect(connect({ sentinel: { name: "mistaken", nodes: [{ host, port }] } })).rejects.toMatchObject({
    code: "CONNECTION_FAILED",
    message: expect.stringMatching(/says that it is a (replica|slave)/),
  });
});

test("reads go to the replicas that the Sentinels know, writes to the primary", async () => {
  const servers = await startedSentinels({ replicas: 2 });
  await eventually("the Sentinel finds the links in order", async () => {
    const states = await Promise.all(
      servers.replicas.map(({ url }) => info(url, "replication", "master_link_status")),
    );
    return states.every((state) => state === "up");
  });
  const client = await openWatched(servers, { readFrom: "preferReplica" });
  await eventually("both replicas are in use", async () => (await client.health()).nodes.length === 3);
  const docs = client.repository({ namespace: uniquePrefix("reads"), collection: "docs", dimension: 2 });
  await docs.upsert({ id: "a", vector: [1, 0] });
  await replicated(servers.primary.url);
  for (let i = 0; i < 40; i++) expect(await docs.search({ vector: [1, 0], limit: 1 })).toHaveLength(1);
  const calls = await Promise.all(servers.replicas.map(({ url }) => callsOf(url, "VSIM")));
  expect(calls[0]! + calls[1]!).toBe(40);
  expect(Math.min(...calls)).toBeGreaterThan(0);
  expect(await callsOf(servers.primary.url, "VSIM")).toBe(0);
});
