import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { connect } from "../../../src/index.js";
import { openClient } from "../../helpers/collection.js";
import { recordTelemetry } from "../../helpers/recorded-telemetry.js";
import { shown } from "../../helpers/shown.js";
import { startedRedis } from "../../helpers/started-redis.js";

const SECRET = "p@ss/w?rd";

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "octavec-test-"));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}

test("a server is reached through its socket, with user, password and database", async () => {
  const path = join(await folder(), "redis 8.sock");
  const redis = await startedRedis("--unixsocket", path, "--requirepass", SECRET);
  const place = path.replaceAll(" ", "%20");
  for (const url of [
    `unix://:${encodeURIComponent(SECRET)}@${place}?db=3`,
    `redis+unix://default:${encodeURIComponent(SECRET)}@${place}?db=3`,
  ]) {
    const client = await openClient(url);
    const info = String(await client.sendCommand(["CLIENT", "INFO"]));
    expect(info).toContain(`addr=${path}`);
    expect(info).toMatch(/ db=3 /);
    const docs = client.repository({ namespace: "socket", collection: "c", dimension: 2 });
    await docs.upsert({ id: "a", vector: [1, 2] });
    expect(await docs.search({ vector: [1, 2] })).toMatchObject([{ id: "a" }]);
    expect(await client.health()).toMatchObject({ status: "up", server: path });
  }
  expect(redis.port).toBeGreaterThan(0);
});

test("messages name the socket and never the password", async () => {
  const path = join(await folder(), "redis.sock");
  const url = `unix://me:hush@${path}`;
  const absent = await connect({ url }).catch((error: unknown) => error);
  expect(absent).toMatchObject({ code: "CONNECTION_FAILED" });
  expect(shown(absent)).toMatch(/redis\.sock: there is no socket/);
  await startedRedis("--unixsocket", path);
  const refused = await connect({ url }).catch((error: unknown) => error);
  expect(refused).toMatchObject({ code: "NOT_AUTHORIZED" });
  for (const error of [absent, refused]) expect(shown(error)).not.toContain("hush");
});

test("spans and metrics give the socket's path as the address and no port", async () => {
  const path = join(await folder(), "redis.sock");
  await startedRedis("--unixsocket", path);
  const recorded = recordTelemetry();
  const { tracerProvider, meterProvider } = recorded;
  const client = await openClient(`unix://${path}`, { telemetry: { tracerProvider, meterProvider } });
  await client.sendCommand(["PING"]);
  const [span] = recorded.spans();
  expect(span?.attributes).toMatchObject({ "server.address": path });
  expect(span?.attributes).not.toHaveProperty("server.port");
});
