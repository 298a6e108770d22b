import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { SERVER_VERSIONS, startServerOfVersion } from "../../../scripts/bench/server-of-version.js";
import { startRedis8 } from "../../../src/testing/index.js";
import { startedRedis } from "../../helpers/started-redis.js";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "octavec-test-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** No program on PATH, no Docker engine, an empty cache. */
const nothing = () => ({
  PATH: join(folder, "empty"),
  HOME: folder,
  XDG_CACHE_HOME: folder,
  DOCKER_HOST: "unix:///nowhere",
});

describe("a server of a version that the caller names", () => {
  test.for(SERVER_VERSIONS)(
    "%s is started, or the error says why this machine has none",
    async (version, context) => {
      const started = await startServerOfVersion(version).catch((error: Error) => error.message);
      if (typeof started === "string") {
        expect(started).toContain(`No Redis ${version} with Vector Sets is available`);
        console.warn(`Skipped: a start of Redis ${version}.\n${started}`);
        return context.skip(started);
      }
      await started.stop();
      expect(started.version).toBe(version);
    },
  );

  test("a running server of another version is passed over, and the error names both versions", async () => {
    const running = await startedRedis();
    const start = startRedis8({ version: "99.1.2", env: { ...nothing(), REDIS_URL: running.url } });
    await expect(start).rejects.toMatchObject({
      code: "REDIS_UNAVAILABLE",
      details: {
        tried: [
          { source: "url", reason: expect.stringContaining(`is Redis ${running.version}, not 99.1.2`) },
          { source: "path" },
          { source: "testcontainers" },
          { source: "debian" },
        ],
      },
    });
  });

  test("the running server is taken when it has that version", async () => {
    const running = await startedRedis();
    const env = { ...nothing(), REDIS_URL: running.url };
    const redis = await startRedis8({ version: running.version, env });
    expect(redis).toMatchObject({ source: "url", url: running.url });
  });

  test("a cached server of the experimental section is never taken without its version", async (context) => {
    const newer = await startServerOfVersion("8.6.3").catch((error: Error) => error.message);
    if (typeof newer === "string") return context.skip(newer);
    await newer.stop();
    if (newer.source !== "debian") return context.skip(`8.6.3 came from ${newer.origin}`);
    await using redis = await startRedis8({ source: "debian" });
    expect(redis.version).not.toBe("8.6.3");
  });

  test("a version that is none is refused", async () => {
    await expect(startRedis8({ version: "8" })).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
  });
});
