import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type RedisHandle, startRedis8 } from "../../../src/testing/index.js";
import { REDIS_IMAGE } from "../../../src/testing/testcontainers-way.js";
import { ask, info } from "../../helpers/ask.js";
import { FakeDockerEngine } from "../../helpers/fake-docker-engine.js";
import { findLocalSource } from "../../helpers/local-source.js";
import { eventually } from "../../helpers/processes.js";

const source = await findLocalSource();

describe.skipIf(source === undefined)("a server in a container", () => {
  let folder = "";
  const engine = new FakeDockerEngine(source ?? "path");

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "octavec-test-"));
    const socketPath = join(folder, "docker.sock");
    await engine.listen(socketPath);
    vi.stubEnv("DOCKER_HOST", `unix://${socketPath}`);
    // The reaper is a container of its own, which the engine here cannot run.
    vi.stubEnv("TESTCONTAINERS_RYUK_DISABLED", "true");
    vi.stubEnv("TESTCONTAINERS_HOST_OVERRIDE", "127.0.0.1");
  });

  afterAll(async () => {
    await engine[Symbol.asyncDispose]();
    vi.unstubAllEnvs();
    await rm(folder, { recursive: true, force: true });
  });

  const start = (args: readonly string[] = []): Promise<RedisHandle> =>
    startRedis8({ source: "testcontainers", args });
  const addVector = (url: string, element: string) =>
    ask(url, "VADD", "things", "VALUES", "3", "1", "2", "3", element);

  test("runs the pinned image with the given arguments and is removed by stop", async () => {
    const redis = await start(["--maxmemory", "123456789"]);
    const [container] = [...engine.containers.values()].slice(-1);
    expect(container?.body.Image).toBe(REDIS_IMAGE);
    expect(redis).toMatchObject({ source: "testcontainers", host: "127.0.0.1", pid: undefined });
    expect(redis.origin).toContain(REDIS_IMAGE);
    expect(redis.version).toBe(container?.redis?.version);
    expect(await info(redis.url, "memory", "maxmemory")).toBe("123456789");
    await redis.stop();
    await redis.stop();
    expect(container?.isRemoved).toBe(true);
    await expect(redis.restart()).rejects.toMatchObject({ code: "UNSUPPORTED_OPERATION" });
  });

  test("comes back at the same port with its data after kill and after an orderly restart", async () => {
    await using redis = await start(["--appendonly", "yes", "--appendfsync", "always"]);
    const { url } = redis;
    await addVector(url, "a");
    await redis.kill();
    await redis.kill();
    await expect(ask(url, "PING")).rejects.toThrow("ECONNREFUSED");
    await expect(redis.pause()).rejects.toMatchObject({ code: "UNSUPPORTED_OPERATION" });
    await redis.restart();
    expect(await ask(url, "VCARD", "things")).toBe("1");
    await redis.restart();
    expect(redis.url).toBe(url);
    expect(await ask(url, "VCARD", "things")).toBe("1");
  });

  test("is frozen by pause and resumes, restarts or ends from there", async () => {
    const redis = await start(["--appendonly", "yes", "--appendfsync", "always"]);
    const [container] = [...engine.containers.values()].slice(-1);
    await addVector(redis.url, "a");
    await redis.pause();
    await redis.pause();
    expect(container?.isPaused).toBe(true);
    await redis.resume();
    expect(await ask(redis.url, "VCARD", "things")).toBe("1");
    await redis.pause();
    await redis.restart();
    expect(await ask(redis.url, "VCARD", "things")).toBe("1");
    await redis.pause();
    await redis.kill();
    await redis.restart();
    await redis.pause();
    await redis.stop();
    expect(container?.isRemoved).toBe(true);
  });

  test("has replicas that follow it, reached inside the engine's network, and takes them along", async () => {
    const primary = await start(["--requirepass", "secret"]);
    await addVector(primary.url, "a");
    const replica = await primary.startReplica();
    expect(await info(replica.url, "replication", "role")).toBe("slave");
    await addVector(primary.url, "b");
    await eventually("the replica has both", async () => (await ask(replica.url, "VCARD", "things")) === "2");
    await primary.stop();
    expect([...engine.containers.values()].slice(-2).map(({ isRemoved }) => isRemoved)).toEqual([true, true]);
  });

  test("whose start is aborted is removed as soon as it is there", async () => {
    const stopping = new AbortController();
    const reason = new Error("enough");
    const before = engine.containers.size;
    const starting = startRedis8({ source: "testcontainers", signal: stopping.signal });
    const watch = setInterval(() => {
      if (engine.containers.size > before) stopping.abort(reason);
    }, 1);
    await expect(starting).rejects.toBe(reason);
    clearInterval(watch);
    const [container] = [...engine.containers.values()].slice(-1);
    await eventually("the container is removed", async () => container?.isRemoved === true);
  });
});
