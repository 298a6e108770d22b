import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { debianCacheFolder, findCachedRuntime, runOnDebian } from "../../../src/testing/debian-runtime.js";
import { startRedis8 } from "../../../src/testing/index.js";
import { REDIS_IMAGE } from "../../../src/testing/testcontainers-way.js";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "octavec-test-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** An environment in which nothing works: no program on PATH, no Docker engine, an empty cache. */
function nothing(): Record<string, string> {
  return {
    PATH: join(folder, "empty"),
    HOME: folder,
    XDG_CACHE_HOME: join(folder, "cache"),
    DOCKER_HOST: "unix:///nowhere",
  };
}

async function folderWithServer(name: string, script: string): Promise<string> {
  const path = join(folder, name);
  await mkdir(path, { recursive: true });
  await writeFile(join(path, "redis-server"), `#!/bin/sh\n${script}\n`);
  await chmod(join(path, "redis-server"), 0o755);
  return path;
}

describe("without any way to a server", () => {
  test("one error lists each way, in order, why it failed, and what to do", async () => {
    const start = startRedis8({ env: nothing() });
    await expect(start).rejects.toMatchObject({
      code: "REDIS_UNAVAILABLE",
      details: {
        tried: [
          { source: "url", reason: "not set" },
          { source: "path", reason: "none found" },
          { source: "testcontainers", reason: expect.stringContaining("no Docker engine answers") },
          { source: "debian", reason: expect.stringMatching(/apt-get was not found|needs Linux/) },
        ],
      },
    });
    await expect(start).rejects.toThrow(new RegExp(`1\\. REDIS_URL: not set\n.*\n.*${REDIS_IMAGE}`));
    await expect(start).rejects.toThrow(/set REDIS_URL to a Redis 8 server/);
  });

  test("a forced way is the only one in the list", async () => {
    const start = startRedis8({ env: nothing(), source: "path" });
    await expect(start).rejects.toMatchObject({
      details: { tried: [{ source: "path", reason: "none found" }] },
    });
  });

  test("an apt that cannot reach its mirror is quoted", async () => {
    const path = join(folder, "broken-apt");
    await mkdir(path);
    await writeFile(
      join(path, "apt-get"),
      '#!/bin/sh\n[ "$1" = --version ] || { echo "E: cannot reach it" >&2; exit 100; }\n',
    );
    await chmod(join(path, "apt-get"), 0o755);
    const start = startRedis8({ env: { ...nothing(), PATH: path }, source: "debian" });
    await expect(start).rejects.toThrow(/E: cannot reach it|Debian's keys are missing|needs Linux/);
  });

  test("a Docker engine that accepts connections and says nothing does not hold the start up for ever", async () => {
    const silent = createServer(() => {});
    const socket = join(folder, "silent.sock");
    await new Promise<void>((resolve) => silent.listen(socket, resolve));
    const start = startRedis8({
      env: { ...nothing(), DOCKER_HOST: `unix://${socket}` },
      source: "testcontainers",
    });
    await expect(start).rejects.toThrow(/no answer within \d+ ms/);
    silent.close();
  });
});

describe("options that contradict each other or themselves are refused before anything starts:", () => {
  test.each([
    ["a reserved argument", { args: ["--port", "6379"] }],
    ["a binary and a source", { binary: "/bin/true", source: "path" as const }],
    ["a timeout of nothing", { startTimeoutMs: 0 }],
    ["a timeout that is no number", { startTimeoutMs: Number.NaN }],
  ])("%s", async (_, options) => {
    await expect(startRedis8({ ...options, env: nothing() })).rejects.toMatchObject({
      code: "INVALID_ARGUMENT",
    });
  });

  test("a signal that is aborted already", async () => {
    const reason = new Error("too late");
    await expect(startRedis8({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });
});

describe("REDIS_URL", () => {
  const fakes: Server[] = [];
  afterAll(() => {
    for (const fake of fakes) fake.close();
  });

  /** A server that gives the two answers to every client, whatever it is asked. */
  async function fakeServer(info: string, vcard: string): Promise<string> {
    const fake = createServer((socket) => {
      socket.on("error", () => {});
      socket.once("data", () => socket.write(`$${info.length}\r\n${info}\r\n${vcard}\r\n`));
    });
    fakes.push(fake);
    await new Promise<void>((resolve) => fake.listen(0, "127.0.0.1", resolve));
    const address = fake.address();
    return typeof address === "object" && address !== null ? `redis://127.0.0.1:${address.port}` : "";
  }

  test("names the server to use, which is left as it is", async () => {
    const redis = await startRedis8({ env: { ...nothing(), REDIS_URL: inject("redisUrl") } });
    expect(redis).toMatchObject({ source: "url", url: inject("redisUrl"), version: inject("redisVersion") });
    expect(redis.pid).toBeUndefined();
    for (const call of [redis.kill(), redis.restart(), redis.pause(), redis.resume(), redis.startReplica()]) {
      await expect(call).rejects.toMatchObject({ code: "UNSUPPORTED_OPERATION" });
    }
    await redis.stop();
    await using again = await startRedis8({ env: { ...nothing(), REDIS_URL: inject("redisUrl") } });
    expect(again.version).toBe(redis.version);
  });

  test("that cannot be used is the end: no other server is taken in its place, and no password shows", async () => {
    const url = "redis://user:hush@127.0.0.1:1";
    const start = startRedis8({ env: { ...process.env, REDIS_URL: url } });
    await expect(start).rejects.toMatchObject({ details: { tried: [{ source: "url" }] } });
    await expect(start).rejects.toThrow(/127\.0\.0\.1:1 cannot be reached/);
    expect(await start.catch((error: unknown) => JSON.stringify([String(error), error]))).not.toContain(
      "hush",
    );
  });

  test("is refused when the server is older than 8 or lacks Vector Sets", async () => {
    const old = await fakeServer("redis_version:7.4.2\r\nprocess_id:1\r\n", ":0");
    await expect(startRedis8({ env: { REDIS_URL: old } })).rejects.toThrow(
      "version 7.4.2; Vector Sets need Redis 8",
    );
    const bare = await fakeServer("redis_version:8.0.0\r\nprocess_id:1\r\n", "-ERR unknown command 'VCARD'");
    await expect(startRedis8({ env: { REDIS_URL: bare } })).rejects.toThrow("has no Vector Sets");
  });

  test("is skipped when there are arguments, which a running server cannot take", async () => {
    const start = startRedis8({
      args: ["--appendonly", "yes"],
      env: { ...nothing(), REDIS_URL: inject("redisUrl") },
    });
    await expect(start).rejects.toThrow(/takes no arguments/);
    await expect(start).rejects.toMatchObject({
      details: {
        tried: [{ source: "url" }, { source: "path" }, { source: "testcontainers" }, { source: "debian" }],
      },
    });
  });
});

describe("a redis-server on PATH", () => {
  test("that is too old, not Redis or broken is passed over, and each is named", async () => {
    const old = await folderWithServer("old", 'echo "Redis server v=7.0.15 sha=0:0"');
    const fork = await folderWithServer("fork", 'echo "Valkey server v=8.1.1 sha=0:0"');
    const broken = await folderWithServer("broken", "echo cannot >&2; exit 3");
    const start = startRedis8({ env: { ...nothing(), PATH: `${old}:${fork}:${broken}` }, source: "path" });
    await expect(start).rejects.toThrow(/old\/redis-server is version 7\.0\.15, older than 8/);
    await expect(start).rejects.toThrow(/fork\/redis-server is not Redis: it calls itself Valkey server/);
    await expect(start).rejects.toThrow(/broken\/redis-server cannot be asked for its version: .*cannot/);
  });

  test("that is new enough is found behind an older one and used", async (context) => {
    const runtime = await findCachedRuntime(debianCacheFolder(process.env));
    if (runtime === undefined) {
      if (process.env.CI) throw new Error("the cache holds no server");
      return context.skip("no unpacked server in the cache to put on a PATH");
    }
    const old = await folderWithServer("older", 'echo "Redis server v=7.0.15 sha=0:0"');
    const words = runOnDebian(runtime, runtime.serverFile).map((word) => `'${word}'`);
    const good = await folderWithServer("good", `exec ${words.join(" ")} "$@"`);
    await using redis = await startRedis8({ env: { ...nothing(), PATH: `${old}:${good}` } });
    expect(redis).toMatchObject({
      source: "path",
      origin: join(good, "redis-server"),
      version: runtime.version,
    });
    expect(redis.pid).toBeGreaterThan(0);
  });
});
