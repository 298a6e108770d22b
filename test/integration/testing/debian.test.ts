import { createHash } from "node:crypto";
import { cp, mkdir, mkdtemp, readdir, rm, unlink } from "node:fs/promises";
import { createServer as createHttpServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isOctavecError } from "../../../src/errors/index.js";
import {
  debianArchitecture,
  debianCacheFolder,
  findCachedRuntime,
} from "../../../src/testing/debian-runtime.js";
import { type RedisHandle, startRedis8 } from "../../../src/testing/index.js";
import { PrivateApt } from "../../../src/testing/private-apt.js";
import { exists } from "../../helpers/processes.js";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "octavec-test-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Why this machine cannot unpack Debian's package, when it cannot. */
async function whyNot(): Promise<string | undefined> {
  try {
    const redis = await startRedis8({ source: "debian" });
    await redis.stop();
    return undefined;
  } catch (error) {
    if (process.env.CI || !isOctavecError(error, "REDIS_UNAVAILABLE")) throw error;
    return error.message;
  }
}

const problem = await whyNot();
if (problem !== undefined) console.warn(`Skipped: tests of Debian's unpacked package.\n${problem}`);

describe.skipIf(problem !== undefined)("Debian's redis-server, unpacked", () => {
  /** No apt, no dpkg: what runs here came from the cache. */
  const offline = (cache: string) => ({ PATH: join(folder, "empty"), HOME: folder, XDG_CACHE_HOME: cache });

  async function copyOfCache(name: string): Promise<{ cache: string; runtimes: string }> {
    const cache = join(folder, name);
    const runtimes = debianCacheFolder({ XDG_CACHE_HOME: cache });
    await mkdir(runtimes, { recursive: true });
    const runtime = await findCachedRuntime(debianCacheFolder(process.env));
    if (runtime === undefined) throw new Error("the user's cache holds no server");
    await cp(runtime.folder, join(runtimes, runtime.folder.split("/").at(-1) ?? ""), {
      recursive: true,
      verbatimSymlinks: true,
    });
    return { cache, runtimes };
  }

  test("starts from a filled cache without apt and without a network", async () => {
    const { cache, runtimes } = await copyOfCache("filled");
    await using redis = await startRedis8({ source: "debian", env: offline(cache) });
    expect(redis.source).toBe("debian");
    expect(redis.origin).toContain(runtimes);
  });

  test("never uses a download that was interrupted", async () => {
    const { cache, runtimes } = await copyOfCache("interrupted");
    const [name = ""] = await readdir(runtimes);
    await cp(join(runtimes, name), join(runtimes, ".partial-abc"), {
      recursive: true,
      verbatimSymlinks: true,
    });
    await rm(join(runtimes, name), { recursive: true });
    const start = startRedis8({ source: "debian", env: offline(cache) });
    await expect(start).rejects.toThrow("apt-get was not found");
  });

  test("never uses a cached folder that lost its server", async () => {
    const { cache, runtimes } = await copyOfCache("damaged");
    const [name = ""] = await readdir(runtimes);
    await unlink(join(runtimes, name, "usr", "bin", "redis-server"));
    const start = startRedis8({ source: "debian", env: offline(cache) });
    await expect(start).rejects.toThrow("apt-get was not found");
  });

  test("is taken from an archive only when Debian's keys vouch for it", async () => {
    const packages =
      "Package: redis-server\nVersion: 5:9.9.9-1\nArchitecture: all\nFilename: evil.deb\nSize: 1\n\n";
    const digest = createHash("sha256").update(packages).digest("hex");
    const path = `main/binary-${debianArchitecture()}/Packages`;
    const release = `Suite: stable\nCodename: stable\nComponents: main\nArchitectures: ${debianArchitecture()}\nSHA256:\n ${digest} ${packages.length} ${path}\n`;
    const files = new Map([
      ["/dists/stable/Release", release],
      [`/dists/stable/${path}`, packages],
    ]);
    const archive = createHttpServer((request, response) => {
      const body = files.get(request.url ?? "");
      response.writeHead(body === undefined ? 404 : 200).end(body);
    });
    await new Promise<void>((resolve) => archive.listen(0, "127.0.0.1", resolve));
    const address = archive.address();
    const port = typeof address === "object" ? address?.port : undefined;
    const keyring = "/usr/share/keyrings/debian-archive-keyring.gpg";
    const opened = PrivateApt.open({
      folder: await mkdtemp(join(folder, "apt-")),
      mirror: { uri: `http://127.0.0.1:${port}`, keyrings: [keyring] },
      suite: "stable",
      architecture: debianArchitecture(),
      env: { ...process.env, http_proxy: "" },
    });
    await expect(opened).rejects.toThrow(/is not signed/);
    archive.close();
  });

  describe("with an empty cache", () => {
    /** A mirror that cannot be reached says nothing about the code, except where it has to be there. */
    async function startOr(env: Record<string, string | undefined>): Promise<RedisHandle | string> {
      return startRedis8({ source: "debian", env }).catch((error: unknown) => {
        if (process.env.CI || !isOctavecError(error, "REDIS_UNAVAILABLE")) throw error;
        return error.message;
      });
    }

    test("is downloaded once more by whoever is slower, and both start; a damaged folder is replaced", async (context) => {
      const { cache, runtimes } = await copyOfCache("cold");
      const [name = ""] = await readdir(runtimes);
      await unlink(join(runtimes, name, "usr", "bin", "redis-server"));
      const env = { ...process.env, XDG_CACHE_HOME: cache };
      const started = await Promise.all([startOr(env), startOr(env)]);
      const servers = started.filter((result) => typeof result !== "string");
      const failure = started.find((result) => typeof result === "string");
      try {
        if (failure !== undefined) return context.skip(`the mirror cannot be reached: ${failure}`);
        expect(servers.map(({ source }) => source)).toEqual(["debian", "debian"]);
        expect(servers[0]?.origin).toBe(servers[1]?.origin);
        expect(await exists(join(runtimes, name, "usr", "bin", "redis-server"))).toBe(true);
        expect(await readdir(runtimes)).toEqual([name]);
      } finally {
        await Promise.all(servers.map((redis) => redis.stop()));
      }
    });

    test("stops downloading when it is told to, and leaves nothing in the cache", async () => {
      const cache = join(folder, "aborted");
      const stopping = new AbortController();
      const reason = new Error("enough");
      const start = startRedis8({
        source: "debian",
        env: { ...process.env, XDG_CACHE_HOME: cache },
        signal: stopping.signal,
      });
      const runtimes = debianCacheFolder({ XDG_CACHE_HOME: cache });
      const watch = setInterval(async () => {
        if (await exists(runtimes)) stopping.abort(reason);
      }, 5);
      await expect(start).rejects.toBe(reason);
      clearInterval(watch);
      expect(await readdir(runtimes)).toEqual([]);
    });
  });
});
