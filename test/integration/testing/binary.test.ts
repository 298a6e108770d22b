import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { startRedis8 } from "../../../src/testing/index.js";
import { ask } from "../../helpers/ask.js";
import { exists } from "../../helpers/processes.js";

const binary = join(
  dirname(createRequire(import.meta.url).resolve("@falkordblite/linux-x64/package.json")),
  "bin",
  "redis-server",
);

describe("a redis-server file that the caller names", () => {
  const runs = process.platform === "linux" && process.arch === "x64";
  if (!runs)
    console.warn(
      `Skipped: the second server version is a Linux x64 file, this is ${process.platform} ${process.arch}`,
    );

  test.runIf(runs)("runs even where it needs a newer C library than the system has", async () => {
    await using redis = await startRedis8({ binary });
    expect(redis).toMatchObject({ source: "binary", version: "8.2.3", origin: binary });
    await ask(redis.url, "VADD", "things", "VALUES", "2", "1", "0", "a", "SETATTR", '{"n":1}');
    // 8.0.2 refuses this option. Of an array, `ask` gives the length: the element and its attributes.
    expect(await ask(redis.url, "VSIM", "things", "ELE", "a", "WITHATTRIBS")).toBe("2");
  });

  test.runIf(runs)("has replicas and restarts of the same version", async () => {
    await using redis = await startRedis8({ binary, args: ["--appendonly", "yes"] });
    const replica = await redis.startReplica();
    await redis.restart();
    expect([redis.version, replica.version]).toEqual(["8.2.3", "8.2.3"]);
  });

  test("is refused when it is not there or no Redis, and nothing else is tried", async () => {
    expect(await exists("/no/such/redis-server")).toBe(false);
    for (const wrong of ["/no/such/redis-server", process.execPath]) {
      const start = startRedis8({ binary: wrong });
      await expect(start).rejects.toMatchObject({
        code: "REDIS_UNAVAILABLE",
        details: { tried: [{ source: "binary" }] },
      });
    }
    await expect(startRedis8({ binary: process.execPath })).rejects.toThrow("not Redis");
  });
});
