import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { startRedis8 } from "../../../src/testing/index.js";
import { ask, info } from "../../helpers/ask.js";
import { findLocalSource } from "../../helpers/local-source.js";
import { childrenOf, eventually, exists, folderOf, isRunning, parentOf } from "../../helpers/processes.js";

const source = await findLocalSource();

describe.skipIf(source === undefined)("a server of one's own", () => {
  const options = source === undefined ? {} : { source };

  test("answers at its address, and says which version it is and where it came from", async () => {
    await using redis = await startRedis8(options);
    expect(redis.url).toBe(`redis://127.0.0.1:${redis.port}`);
    expect(await info(redis.url, "server", "redis_version")).toBe(redis.version);
    expect(await info(redis.url, "server", "process_id")).toBe(String(redis.pid));
    expect(redis.source).toBe(source);
    expect(redis.origin).toContain("redis-server");
    expect(await ask(redis.url, "VCARD", "nothing")).toBe("0");
  });

  test("is gone after stop, with its guard and its folder, and a second stop does no harm", async () => {
    const redis = await startRedis8({ ...options, args: ["--appendonly", "yes"] });
    const pid = redis.pid ?? 0;
    const guard = await parentOf(pid);
    const folder = await folderOf(pid);
    expect(await exists(folder)).toBe(true);
    await redis.stop();
    expect(await isRunning(pid)).toBe(false);
    expect(await isRunning(guard)).toBe(false);
    expect(await exists(folder)).toBe(false);
    expect(redis.pid).toBeUndefined();
    await redis.stop();
  });

  test("takes its own children along, such as a snapshot under way", async () => {
    // A hundred seconds per key, so that the snapshot is still at it.
    const redis = await startRedis8({ ...options, args: ["--rdb-key-save-delay", "100000000"] });
    await ask(redis.url, "VADD", "things", "VALUES", "2", "1", "0", "a");
    await ask(redis.url, "BGSAVE");
    const pid = redis.pid ?? 0;
    await eventually("the snapshot is under way", async () => (await childrenOf(pid)).length === 1);
    const [child = 0] = await childrenOf(pid);
    const folder = await folderOf(pid);
    await redis.stop();
    await eventually("the snapshot has ended", async () => !(await isRunning(child)));
    expect(await exists(folder)).toBe(false);
  });

  test("ends when somebody kills its guard", async () => {
    const redis = await startRedis8(options);
    const pid = redis.pid ?? 0;
    const folder = await folderOf(pid);
    process.kill(await parentOf(pid), "SIGKILL");
    await eventually("the server has ended", async () => !(await isRunning(pid)));
    expect(redis.pid).toBeUndefined();
    await redis.stop();
    expect(await exists(folder)).toBe(false);
  });

  test("ends with the scope that declared it", async () => {
    let pid = 0;
    {
      await using redis = await startRedis8(options);
      pid = redis.pid ?? 0;
      expect(await isRunning(pid)).toBe(true);
    }
    expect(await isRunning(pid)).toBe(false);
  });

  test("has neighbours on other ports when several start at once", async () => {
    const servers = await Promise.all([1, 2, 3].map(() => startRedis8(options)));
    expect(new Set(servers.map(({ port }) => port)).size).toBe(3);
    expect(new Set(servers.map(({ pid }) => pid)).size).toBe(3);
    await Promise.all(servers.map((redis) => redis.stop()));
  });

  test("takes arguments, which win over the defaults", async () => {
    await using redis = await startRedis8({
      ...options,
      args: ["--appendonly", "yes", "--maxmemory", "123456789"],
    });
    expect(await info(redis.url, "memory", "maxmemory")).toBe("123456789");
    expect(await info(redis.url, "persistence", "aof_enabled")).toBe("1");
  });

  test("listens on the loopback interface only and writes no files by itself", async () => {
    await using redis = await startRedis8(options);
    expect(await info(redis.url, "persistence", "aof_enabled")).toBe("0");
    expect(await listeningAddresses(redis.pid ?? 0, redis.port)).toEqual(["0100007F"]);
  });

  test("with a password names it in the URL, so that clients get in", async () => {
    await using redis = await startRedis8({ ...options, args: ["--requirepass", "p@ss/word"] });
    expect(redis.url).toContain(":p%40ss%2Fword@");
    expect(await ask(redis.url, "VCARD", "nothing")).toBe("0");
    await expect(ask(`redis://127.0.0.1:${redis.port}`, "VCARD", "nothing")).rejects.toThrow("NOAUTH");
  });

  test("that refuses its arguments fails the start with the words of its log, and nothing stays behind", async () => {
    const start = startRedis8({ ...options, args: ["--no-such-setting", "1"] });
    await expect(start).rejects.toMatchObject({ code: "REDIS_UNAVAILABLE" });
    await expect(start).rejects.toThrow(/no-such-setting/);
  });

  test("whose start is aborted rejects with the signal's reason and leaves no process", async () => {
    const stopping = new AbortController();
    const reason = new Error("the test changed its mind");
    const start = startRedis8({ ...options, signal: stopping.signal });
    stopping.abort(reason);
    await expect(start).rejects.toBe(reason);
  });
});

/** The local addresses (hexadecimal, as the kernel prints them) on which somebody listens at this port. */
async function listeningAddresses(pid: number, port: number): Promise<string[]> {
  const hexPort = port.toString(16).toUpperCase().padStart(4, "0");
  const tables = await Promise.all(
    ["tcp", "tcp6"].map((name) => readFile(`/proc/${pid}/net/${name}`, "utf8")),
  );
  return tables.flatMap((table) =>
    table
      .split("\n")
      .map((line) => line.trim().split(/\s+/))
      .filter(([, local, , state]) => state === "0A" && local?.endsWith(`:${hexPort}`))
      .map(([, local]) => local?.split(":")[0] ?? ""),
  );
}
