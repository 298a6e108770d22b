import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { askRedis } from "../../../src/testing/ask-redis.js";
import { startRedis8, startRedisCluster8, type TlsFiles } from "../../../src/testing/index.js";
import { parseRedisUrl } from "../../../src/testing/redis-address.js";
import { findLocalSource } from "../../helpers/local-source.js";
import { makeTlsFiles } from "../../helpers/tls-files.js";

const source = await findLocalSource();

describe.skipIf(source === undefined)("a server that speaks TLS", () => {
  let folder = "";
  let tls: TlsFiles = { certFile: "", keyFile: "", caFile: "" };
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "octavec-test-"));
    tls = await makeTlsFiles(folder);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const options = source === undefined ? {} : { source };
  const ask = async (url: string, ...command: string[]): Promise<string | undefined> => {
    const [answer] = await askRedis({ ...parseRedisUrl(url), caFile: tls.caFile }, [command], 2_000);
    return answer?.text;
  };

  test("answers those who trust its certificate and nobody in plain text", async () => {
    await using redis = await startRedis8({ ...options, tls, args: ["--requirepass", "secret"] });
    expect(redis.url).toMatch(/^rediss:\/\/:secret@127\.0\.0\.1:\d+$/);
    expect(await ask(redis.url, "VCARD", "nothing")).toBe("0");
    const distrustful = askRedis(parseRedisUrl(redis.url), [["PING"]], 2_000);
    await expect(distrustful).rejects.toThrow(/self-signed certificate/);
    await expect(ask(redis.url.replace("rediss:", "redis:"), "PING")).rejects.toThrow();
  });

  test("has replicas and restarts, encrypted as well", async () => {
    await using redis = await startRedis8({ ...options, tls, args: ["--appendonly", "yes"] });
    await ask(redis.url, "VADD", "things", "VALUES", "2", "1", "0", "a");
    await redis.restart();
    const replica = await redis.startReplica();
    expect(replica.url).toMatch(/^rediss:/);
    expect(await ask(replica.url, "VCARD", "things")).toBe("1");
  });

  test("can be one of a cluster", async () => {
    await using cluster = await startRedisCluster8({ tls });
    const states = await Promise.all(cluster.nodes.map(({ url }) => ask(url, "CLUSTER", "INFO")));
    for (const state of states) expect(state).toContain("cluster_state:ok");
  });

  test("is not looked for at REDIS_URL or in a container", async () => {
    const env = { PATH: folder, HOME: folder, XDG_CACHE_HOME: folder, REDIS_URL: "redis://127.0.0.1:1" };
    await expect(startRedis8({ tls, env })).rejects.toMatchObject({
      details: {
        tried: [
          { source: "url", reason: expect.stringContaining("skipped") },
          { source: "path" },
          { source: "testcontainers", reason: expect.stringContaining("skipped") },
          { source: "debian" },
        ],
      },
    });
  });
});
