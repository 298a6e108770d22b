import { rm } from "node:fs/promises";
import { describe, expect, onTestFinished, test } from "vitest";
import { startServerOfVersion } from "../../../scripts/bench/server-of-version.js";
import { commandsOf, type Role, ruleOf } from "../../../src/doctor/facts/rights.js";
import { type ExamineOptions, examine } from "../../../src/doctor/index.js";
import { connect } from "../../../src/index.js";
import { aclRole } from "../../helpers/acl-roles.js";
import { ask, info } from "../../helpers/ask.js";
import { openClient } from "../../helpers/collection.js";
import { HEALTHY_ARGS, healthyHost, isAboutVersion } from "../../helpers/healthy-host.js";
import { eventually } from "../../helpers/processes.js";
import { startedRedis } from "../../helpers/started-redis.js";

async function found(url: string, options: ExamineOptions = {}) {
  const client = await openClient(url);
  const { findings } = await examine(client, { readHostFile: healthyHost, ...options });
  return findings.filter((finding) => !isAboutVersion(finding)).map(({ id }) => id);
}

describe("examine", () => {
  test("finds nothing on a healthy server but what is known of its version", async () => {
    const redis = await startedRedis(...HEALTHY_ARGS);
    const client = await openClient(redis.url);
    const docs = client.repository({
      namespace: "shop",
      collection: "a",
      dimension: 2,
      precision: "residual",
    });
    await docs.upsert({ id: "1", vector: [1, 2], ttlMs: 60_000 });
    const { findings, ...rest } = await examine(client, { readHostFile: healthyHost });
    expect(findings.filter((finding) => !isAboutVersion(finding))).toEqual([]);
    expect(findings.map(({ id }) => id).sort()).toEqual(
      client
        .advisories()
        .map(({ id }) => `version-${id}`)
        .sort(),
    );
    expect(rest).toEqual({ version: redis.version, collections: 1, caches: 0, skipped: [] });
  });

  test("leaves out what is ignored, and refuses options that do not fit", async () => {
    const redis = await startedRedis(...HEALTHY_ARGS, "--maxmemory-policy", "allkeys-lru");
    expect(await found(redis.url)).toEqual(["eviction-drops-indexes"]);
    expect(await found(redis.url, { ignore: ["eviction-drops-indexes"] })).toEqual([]);
    const client = await openClient(redis.url);
    await expect(examine(client, { sampleSize: 0 })).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
    await expect(examine(client, { role: "king" as Role })).rejects.toThrow(/reader, writer or cache/);
    await expect(examine(client, { namespace: "a*" })).rejects.toThrow(/expected a namespace/);
  });

  test.each([
    [["--save", "", "--appendonly", "no"], ["no-persistence"]],
    [["--aof-use-rdb-preamble", "no"], ["aof-rewrite-crashes"]],
    [["--appendfsync", "no"], ["aof-not-synced"]],
    [["--maxmemory", "0"], ["no-maxmemory"]],
    [["--maxmemory", "900000gb"], ["maxmemory-too-high"]],
    [["--io-threads", "100"], ["too-many-io-threads"]],
    [["--rename-command", "FCALL", "HIDDEN"], ["missing-commands"]],
  ])("with %j it finds %j", async (args, ids) => {
    const redis = await startedRedis(...HEALTHY_ARGS, ...args);
    expect(await found(redis.url)).toEqual(ids);
  });

  test("finds that memory is nearly full", async () => {
    const redis = await startedRedis(...HEALTHY_ARGS);
    const client = await openClient(redis.url);
    await ask(redis.url, "SETRANGE", "large", String(100 * 2 ** 20), "x");
    await ask(redis.url, "CONFIG", "SET", "maxmemory", "125mb");
    expect(await found(redis.url)).toEqual(["memory-nearly-full"]);
    await ask(redis.url, "CONFIG", "SET", "maxmemory", "102mb");
    const { findings } = await examine(client, { readHostFile: healthyHost });
    expect(findings.find(({ id }) => id === "memory-nearly-full")).toMatchObject({ severity: "error" });
  });

  test("finds that the last snapshot failed", async () => {
    const redis = await startedRedis(...HEALTHY_ARGS);
    const client = await openClient(redis.url);
    const [, folder] = (await client.sendCommand(["CONFIG", "GET", "dir"])) as string[];
    expect(await found(redis.url)).toEqual([]);
    await rm(folder ?? "", { recursive: true });
    await ask(redis.url, "BGSAVE").catch(() => {});
    await eventually("the snapshot has failed", async () => {
      return (await info(redis.url, "persistence", "rdb_last_bgsave_status")) === "err";
    });
    expect(await found(redis.url)).toEqual(["persistence-fails"]);
  });

  test("finds settings of the kernel, on this machine only", async () => {
    const redis = await startedRedis(...HEALTHY_ARGS, "--disable-thp", "no");
    const sick = (path: string) => (path.includes("hugepage") ? "[always] madvise never\n" : "0\n");
    expect(await found(redis.url, { readHostFile: sick })).toEqual(["huge-pages", "no-overcommit"]);
    const hidden = () => {
      throw new Error("ENOENT");
    };
    const client = await openClient(redis.url);
    const { skipped } = await examine(client, { readHostFile: hidden });
    expect(skipped).toEqual([{ check: "host-settings", reason: expect.stringMatching(/neither/) }]);
  });

  test("finds rights and keys that the user lacks, by the roles of the guide to security", async () => {
    const redis = await startedRedis(...HEALTHY_ARGS);
    const own = { username: "clerk", password: "secret-1", namespace: "shop:acme" };
    for (const role of ["reader", "writer", "cache"] as const) {
      const { command, allowed } = aclRole(role, own);
      const needed = commandsOf(role, "k").map(ruleOf);
      expect([...needed, "multi", "exec"].sort()).toEqual([...allowed].sort());
      await ask(redis.url, ...command);
      await ask(redis.url, "ACL", "SETUSER", "clerk", "+info", "+scan", "+config|get", "+discard");
      await using client = await connect({ url: redis.url, username: "clerk", password: "secret-1" });
      const look = async (options: ExamineOptions) => {
        const { findings } = await examine(client, { readHostFile: healthyHost, ...options });
        return findings.filter((finding) => !isAboutVersion(finding)).map(({ id }) => id);
      };
      expect(await look({ role, namespace: "shop:acme" })).toEqual([]);
      expect(await look({ role, namespace: "shop:other" })).toEqual(["missing-keys"]);
      if (role !== "cache") expect(await look({ namespace: "shop:acme" })).toEqual(["missing-rights"]);
    }
  });

  test("says what it could not look at", async () => {
    const redis = await startedRedis(...HEALTHY_ARGS);
    await ask(redis.url, "ACL", "SETUSER", "few", "on", ">secret-2", "~*", "+@all", "-config", "-scan");
    await using client = await connect({ url: redis.url, username: "few", password: "secret-2" });
    const { skipped } = await examine(client, { readHostFile: healthyHost });
    expect(skipped.map(({ check }) => check)).toEqual([
      "threads",
      "collection-records",
      "orphaned-codes",
      "cache-entries",
    ]);
    expect(JSON.stringify(skipped)).not.toContain("secret-2");
  });

  test("finds that searches are forced onto the main thread, where the server can be told so", async (context) => {
    const redis = await startServerOfVersion("8.2.3").catch(() => undefined);
    if (redis === undefined) return context.skip("this machine has no Redis 8.2.3");
    onTestFinished(() => redis.stop());
    const client = await openClient(redis.url);
    const ids = async () =>
      (await examine(client, { readHostFile: healthyHost })).findings.map(({ id }) => id);
    expect(await ids()).not.toContain("single-threaded-search");
    await ask(redis.url, "CONFIG", "SET", "vset-force-single-threaded-execution", "yes");
    expect(await ids()).toContain("single-threaded-search");
  });
});
