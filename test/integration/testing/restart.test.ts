import { once } from "node:events";
import { readdir, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { askRedis } from "../../../src/testing/ask-redis.js";
import { startRedis8 } from "../../../src/testing/index.js";
import { parseRedisUrl } from "../../../src/testing/redis-address.js";
import { ask, info } from "../../helpers/ask.js";
import { findLocalSource } from "../../helpers/local-source.js";
import { exists, folderOf, isRunning } from "../../helpers/processes.js";

const source = await findLocalSource();
const WITH_LOG = ["--appendonly", "yes", "--appendfsync", "always"];

describe.skipIf(source === undefined)("a server that goes down and comes back", () => {
  const options = source === undefined ? {} : { source };
  const addVector = (url: string, element: string) =>
    ask(url, "VADD", "things", "VALUES", "3", "1", "2", "3", element);

  test("keeps what its log has over an orderly restart, at the same port, as another process", async () => {
    await using redis = await startRedis8({ ...options, args: WITH_LOG });
    const before = { url: redis.url, pid: redis.pid };
    await addVector(redis.url, "a");
    await redis.restart();
    expect(redis.url).toBe(before.url);
    expect(redis.pid).not.toBe(before.pid);
    expect(await info(redis.url, "server", "process_id")).toBe(String(redis.pid));
    expect(await ask(redis.url, "VCARD", "things")).toBe("1");
  });

  test("keeps what its log has over kill -9", async () => {
    await using redis = await startRedis8({ ...options, args: WITH_LOG });
    const pid = redis.pid ?? 0;
    await addVector(redis.url, "a");
    await addVector(redis.url, "b");
    await redis.kill();
    expect(await isRunning(pid)).toBe(false);
    expect(redis.pid).toBeUndefined();
    await expect(ask(redis.url, "PING")).rejects.toThrow("ECONNREFUSED");
    await redis.restart();
    expect(await ask(redis.url, "VCARD", "things")).toBe("2");
  });

  test("has forgotten everything when it was told to write nothing", async () => {
    await using redis = await startRedis8(options);
    await addVector(redis.url, "a");
    await redis.restart();
    expect(await ask(redis.url, "VCARD", "things")).toBe("0");
  });

  test("can be restarted again and again, and stop still removes everything", async () => {
    const redis = await startRedis8({ ...options, args: WITH_LOG });
    const folder = await folderOf(redis.pid ?? 0);
    for (const element of ["a", "b", "c"]) {
      await addVector(redis.url, element);
      await redis.restart();
    }
    expect(await ask(redis.url, "VCARD", "things")).toBe("3");
    expect(await folderOf(redis.pid ?? 0)).toBe(folder);
    const pid = redis.pid ?? 0;
    await redis.stop();
    expect(await isRunning(pid)).toBe(false);
    expect(await exists(folder)).toBe(false);
  });

  test("is removed by stop also while it is down", async () => {
    const redis = await startRedis8({ ...options, args: WITH_LOG });
    const folder = await folderOf(redis.pid ?? 0);
    await redis.kill();
    expect(await exists(folder)).toBe(true);
    await redis.stop();
    expect(await exists(folder)).toBe(false);
  });

  test("keeps its data when a restart finds its port taken", async () => {
    await using redis = await startRedis8({ ...options, args: WITH_LOG, startTimeoutMs: 1_000 });
    await addVector(redis.url, "a");
    await redis.kill();
    const intruder = createServer((socket) => socket.destroy());
    await once(intruder.listen(redis.port, "127.0.0.1"), "listening");
    await expect(redis.restart()).rejects.toThrow(`could not get its port ${redis.port} back`);
    await new Promise((resolve) => intruder.close(resolve));
    await redis.restart();
    expect(await ask(redis.url, "VCARD", "things")).toBe("1");
  });

  test("that cannot read its log any more fails the restart with the words of the server", async () => {
    await using redis = await startRedis8({ ...options, args: WITH_LOG });
    const folder = await folderOf(redis.pid ?? 0);
    await addVector(redis.url, "a");
    await redis.kill();
    const logs = join(folder, "appendonlydir");
    const name = (await readdir(logs)).find((file) => file.endsWith(".incr.aof")) ?? "";
    await writeFile(join(logs, name), "this is no command\r\n");
    const restarted = redis.restart();
    await expect(restarted).rejects.toMatchObject({ code: "REDIS_UNAVAILABLE" });
    await expect(restarted).rejects.toThrow(/restart\(\) failed.*[\s\S]*Bad file format/);
    expect(redis.pid).toBeUndefined();
  });

  test("that is frozen keeps connections open and answers nothing until it is resumed", async () => {
    await using redis = await startRedis8(options);
    await addVector(redis.url, "a");
    await redis.pause();
    const asked = askRedis(parseRedisUrl(redis.url), [["VCARD", "things"]], 100);
    await expect(asked).rejects.toThrow("did not answer within 100 ms");
    await redis.resume();
    expect(await ask(redis.url, "VCARD", "things")).toBe("1");
  });

  test("can be killed, restarted and stopped while it is frozen", async () => {
    const redis = await startRedis8({ ...options, args: WITH_LOG });
    await addVector(redis.url, "a");
    await redis.pause();
    await redis.restart();
    expect(await ask(redis.url, "VCARD", "things")).toBe("1");
    await redis.pause();
    await redis.kill();
    await redis.restart();
    expect(await ask(redis.url, "VCARD", "things")).toBe("1");
    await redis.pause();
    const pid = redis.pid ?? 0;
    await redis.stop();
    expect(await isRunning(pid)).toBe(false);
  });

  test("refuses what its state does not allow, and says what to do", async () => {
    const redis = await startRedis8(options);
    await redis.kill();
    for (const call of [redis.pause(), redis.resume(), redis.startReplica()]) {
      await expect(call).rejects.toMatchObject({ code: "UNSUPPORTED_OPERATION" });
    }
    await redis.stop();
    for (const call of [redis.kill(), redis.restart(), redis.pause(), redis.resume(), redis.startReplica()]) {
      await expect(call).rejects.toMatchObject({ code: "UNSUPPORTED_OPERATION" });
    }
  });

  test("does one thing after the other, so stop during restart leaves no process", async () => {
    const redis = await startRedis8(options);
    const folder = await folderOf(redis.pid ?? 0);
    await Promise.all([redis.restart(), redis.stop()]);
    expect(redis.pid).toBeUndefined();
    expect(await exists(folder)).toBe(false);
    await expect(ask(redis.url, "PING")).rejects.toThrow("ECONNREFUSED");
  });
});
