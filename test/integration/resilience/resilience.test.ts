import { expect, onTestFinished, test } from "vitest";
import { type BreakerTransition, type ConnectOptions, connect } from "../../../src/index.js";
import { codeOf } from "../../helpers/outcome.js";
import { startedRedis } from "../../helpers/started-redis.js";

async function open(options: ConnectOptions) {
  const client = await connect({ closeTimeoutMs: 500, ...options });
  onTestFinished(() => client.close());
  return client;
}

/** One short window and few calls, so that a test need not make many. */
const QUICK = { minimumCalls: 5, windowMs: 2_000, firstProbeMs: 20, maxProbeMs: 100 };

test("readers notice nothing of a server that is restarted under them", async () => {
  const redis = await startedRedis("--appendonly", "yes");
  const client = await open({ url: redis.url });
  const docs = client.repository({ namespace: "n", collection: "c", dimension: 3 });
  await docs.upsert({ id: "a", vector: [1, 2, 3] });
  let reading = true;
  const outcomes = new Set<unknown>();
  const readers = Array.from({ length: 8 }, async () => {
    while (reading) outcomes.add(await codeOf(docs.search({ id: "a" })));
  });
  await redis.kill();
  await redis.restart();
  await expect.poll(() => codeOf(docs.has("a"))).toBe("resolved");
  reading = false;
  await Promise.all(readers);
  expect([...outcomes]).toEqual(["resolved"]);
});

test("a burst of reads that loses its server outlasts the restart, though it opens the breaker", async () => {
  const redis = await startedRedis();
  const client = await open({ url: redis.url });
  // A script keeps the server busy, so that all of them are under way when it dies.
  const busy = codeOf(client.sendCommand(["EVAL", "while true do end", "0"]));
  const reads = Array.from({ length: 40 }, () =>
    codeOf(client.sendCommand(["GET", "k"], { readOnly: true })),
  );
  await redis.kill();
  await redis.restart();
  expect(new Set(await Promise.all(reads))).toEqual(new Set(["resolved"]));
  await busy;
});

test("a breaker opens when its server is gone, says so in health and events, and closes by itself when it is back", async () => {
  const redis = await startedRedis();
  const transitions: BreakerTransition[] = [];
  const client = await open({
    url: redis.url,
    acquireTimeoutMs: 100,
    retry: { maxRetries: 0 },
    breaker: { ...QUICK, onTransition: (transition) => transitions.push(transition) },
  });
  await redis.kill();
  const codes = new Set(
    await Promise.all(Array.from({ length: 20 }, () => codeOf(client.sendCommand(["PING"])))),
  );
  expect(["CONNECTION_LOST", "CONNECTION_FAILED"]).toEqual(expect.arrayContaining([...codes]));
  expect(await codeOf(client.sendCommand(["PING"]))).toBe("CIRCUIT_OPEN");
  const { status, nodes } = await client.health({ timeoutMs: 50 });
  expect(status).toBe("down");
  expect(nodes[0]?.breaker?.state).toMatch(/^(open|half-open)$/);
  await redis.restart();
  await expect.poll(() => codeOf(client.sendCommand(["PING"])), { timeout: 5_000 }).toBe("resolved");
  expect((await client.health()).nodes[0]?.breaker).toMatchObject({ state: "closed" });
  const server = `${redis.host}:${redis.port}`;
  expect(transitions[0]).toEqual({ server, from: "closed", to: "open" });
  expect(transitions.at(-1)).toEqual({ server, from: "half-open", to: "closed" });
});

test("mistakes of callers never open it, however many there are", async () => {
  const redis = await startedRedis();
  const client = await open({ url: redis.url, breaker: QUICK });
  await client.sendCommand(["SET", "text", "x"]);
  for (let i = 0; i < 10; i++) {
    expect(await codeOf(client.sendCommand(["VCARD", "text"]))).toBe("WRONG_TYPE");
    expect(await codeOf(client.sendCommand(["NOSUCHCOMMAND"]))).toBe("UNSUPPORTED_COMMAND");
    expect(await codeOf(client.sendCommand(["EVAL", "x"]))).toBe("COMMAND_FAILED");
  }
  expect((await client.health()).nodes[0]?.breaker).toEqual({ state: "closed", failureRate: 0 });
});

test("a malformed command is refused on every path, nothing of its step is sent, and no connection or breaker suffers", async () => {
  const redis = await startedRedis();
  const client = await open({ url: redis.url, minConnections: 1, maxConnections: 2, breaker: QUICK });
  const hole: string[] = ["SET", "hole", "x"];
  delete hole[1];
  const connection = await client.sendCommand(["CLIENT", "ID"]);
  for (let i = 0; i < 10; i++) {
    expect(await codeOf(client.sendCommand(hole))).toBe("INVALID_ARGUMENT");
    expect(await codeOf(client.executor.send(hole))).toBe("INVALID_ARGUMENT");
    expect(await codeOf(client.lease((leased) => leased.send(hole)))).toBe("INVALID_ARGUMENT");
    const steps = [["SET", "before", "1"], hole, { transaction: [["SET", "inside", "1"], hole] }];
    expect(await client.executor.pipeline(steps)).toMatchObject([
      { ok: true },
      { ok: false, sent: false, error: { code: "INVALID_ARGUMENT" } },
      { ok: false, sent: false, error: { code: "INVALID_ARGUMENT" } },
    ]);
  }
  expect(await client.sendCommand(["EXISTS", "inside", "hole"])).toBe(0);
  expect(await client.sendCommand(["CLIENT", "ID"])).toBe(connection);
  expect((await client.health()).nodes[0]?.breaker).toEqual({ state: "closed", failureRate: 0 });
});

test("a command that waits by itself has its own connection, and its timeout says nothing of the server", async () => {
  const redis = await startedRedis();
  const client = await open({
    url: redis.url,
    minConnections: 1,
    maxConnections: 8,
    acquireTimeoutMs: 30_000,
    commandTimeoutMs: 500,
    breaker: QUICK,
  });
  const waits = [
    ...Array.from({ length: 4 }, (_, index) => ["BLPOP", `nothing-${index}`, "0"]),
    ["XREAD", "BLOCK", "0", "STREAMS", "nothing", "$"],
    ["WAIT", "1", "0"],
  ].map((command) => codeOf(client.sendCommand(command)));
  expect(await codeOf(client.sendCommand(["SET", "k", "v"], { timeoutMs: 30_000 }))).toBe("resolved");
  expect(await Promise.all(waits)).not.toContain("resolved");
  expect((await client.health()).nodes[0]?.breaker).toMatchObject({ state: "closed" });
});

test("a server that hangs opens it by timeouts, and calls then fail at once", async () => {
  const redis = await startedRedis();
  const client = await open({ url: redis.url, commandTimeoutMs: 100, connectTimeoutMs: 100, breaker: QUICK });
  await redis.pause();
  await Promise.all(Array.from({ length: 10 }, () => codeOf(client.sendCommand(["PING"]))));
  expect(await codeOf(client.sendCommand(["PING"]))).toBe("CIRCUIT_OPEN");
  await redis.resume();
  await expect.poll(() => codeOf(client.sendCommand(["PING"])), { timeout: 5_000 }).toBe("resolved");
});

test("a server isolated by hand gets no calls, health still asks it, and letting go ends it", async () => {
  const redis = await startedRedis();
  const client = await open({ url: redis.url });
  const release = await client.isolate(`${redis.host}:${redis.port}`);
  expect(await codeOf(client.sendCommand(["SET", "k", "v"]))).toBe("CIRCUIT_OPEN");
  expect(await client.health()).toMatchObject({
    status: "up",
    ready: false,
    nodes: [{ breaker: { state: "isolated" } }],
  });
  release();
  expect(await client.sendCommand(["GET", "k"])).toBeNull();
  expect(await codeOf(client.isolate("elsewhere:1"))).toBe("INVALID_ARGUMENT");
  const unguarded = await open({ url: redis.url, breaker: { enabled: false } });
  expect(await codeOf(unguarded.isolate())).toBe("INVALID_ARGUMENT");
  expect((await unguarded.health()).nodes[0]).not.toHaveProperty("breaker");
});
