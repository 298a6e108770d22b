import { expect, onTestFinished, test } from "vitest";
import { type ConnectOptions, connect, type OctavecEvent } from "../../../src/index.js";
import { ask } from "../../helpers/ask.js";
import { codeOf } from "../../helpers/outcome.js";
import { startedRedis } from "../../helpers/started-redis.js";

async function watchedClient(options: ConnectOptions) {
  const events: OctavecEvent[] = [];
  const client = await connect({ acquireTimeoutMs: 100, ...options, onEvent: (event) => events.push(event) });
  onTestFinished(() => client.close());
  const of = (type: OctavecEvent["type"]) => events.filter((event) => event.type === type);
  return { client, events, of };
}

test("an outage is told with its beginning, its end, and the calls that it cost; health counts the same", async () => {
  const redis = await startedRedis();
  const server = `${redis.host}:${redis.port}`;
  const { client, events, of } = await watchedClient({ url: redis.url, retry: { maxRetries: 0 } });
  await client.sendCommand(["PING"]);
  await redis.kill();
  await expect.poll(() => of("server-down")).toMatchObject([{ server, code: "CONNECTION_FAILED" }]);
  const outcomes: unknown[] = [];
  for (let call = 0; call < 30; call++) outcomes.push(await codeOf(client.sendCommand(["PING"])));
  expect(outcomes).not.toContain("resolved");
  await redis.restart();
  await expect.poll(() => of("server-up"), { timeout: 10_000 }).toHaveLength(1);
  expect(of("server-up")).toMatchObject([{ server, failedCalls: 30, downMs: expect.any(Number) }]);
  expect(of("server-down")).toHaveLength(1);
  expect(of("breaker")[0]).toMatchObject({ server, from: "closed", to: "open" });
  expect(of("breaker").at(-1)).toMatchObject({ to: "closed" });
  expect(events.indexOf(of("server-up")[0]!)).toBeGreaterThan(events.indexOf(of("server-down")[0]!));
  expect((await client.health()).events).toEqual({
    outages: 1,
    failedCalls: 30,
    breakerOpenings: 1,
    missingRights: [],
  });
});

test("a client that is opened while its server is down tells so once, and when it is there", async () => {
  const redis = await startedRedis();
  await redis.kill();
  const { client, of } = await watchedClient({ url: redis.url, lazy: true });
  expect(await codeOf(client.sendCommand(["PING"]))).toBe("CONNECTION_FAILED");
  expect(of("server-down")).toMatchObject([{ code: "CONNECTION_FAILED" }]);
  await redis.restart();
  await expect.poll(() => of("server-up"), { timeout: 10_000 }).toMatchObject([{ failedCalls: 1 }]);
  expect(of("server-down")).toHaveLength(1);
});

test("closing a client is no event, also while its server is down", async () => {
  const redis = await startedRedis();
  const { client, events, of } = await watchedClient({ url: redis.url });
  await redis.kill();
  await expect.poll(() => of("server-down")).toHaveLength(1);
  const before = events.length;
  await client.close();
  expect(events.slice(before)).toEqual([]);
  expect(of("server-up")).toEqual([]);
});

test("a listener and a logger that throw do not disturb any call", async () => {
  const redis = await startedRedis();
  const fail = () => {
    throw new Error("no");
  };
  const client = await connect({
    url: redis.url,
    onEvent: fail,
    breaker: { onTransition: fail },
    logger: { info: fail, warn: fail, error: fail },
  });
  onTestFinished(() => client.close());
  const release = await client.isolate();
  expect(await codeOf(client.sendCommand(["PING"]))).toBe("CIRCUIT_OPEN");
  release();
  expect(await client.sendCommand(["PING"])).toBe("PONG");
});

test("a right that the user lacks is told once with the command, and health lists it", async () => {
  const redis = await startedRedis();
  await ask(redis.url, "ACL", "SETUSER", "reader", "on", ">pass", "~*", "+ping", "+vsim");
  const { client, of } = await watchedClient({ url: redis.url, username: "reader", password: "pass" });
  for (let times = 0; times < 3; times++) {
    expect(await codeOf(client.sendCommand(["VCARD", "k"]))).toBe("NOT_AUTHORIZED");
  }
  expect(of("missing-right")).toEqual([
    { type: "missing-right", command: "VCARD", message: expect.stringMatching(/'vcard' command/i) },
  ]);
  expect((await client.health()).events.missingRights).toEqual(["VCARD"]);
});

test("what is known to be wrong with the server is told once per server, and the client lists it", async () => {
  const redis = await startedRedis();
  const server = `${redis.host}:${redis.port}`;
  const { client, of } = await watchedClient({ url: redis.url, minConnections: 3 });
  const advisories = client.advisories().map(({ id }) => id);
  expect(of("advisory")).toEqual(
    advisories.length === 0 ? [] : [{ type: "advisory", server, version: client.serverVersion, advisories }],
  );
});
