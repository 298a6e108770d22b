import { spawn } from "node:child_process";
import { chmod, cp, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { messageOf } from "../../../src/errors/index.js";
import type { DebianRuntime } from "../../../src/testing/debian-runtime.js";
import { getDebianRuntime } from "../../../src/testing/debian-way.js";
import { runProgram } from "../../../src/testing/run-program.js";
import { REDIS_IMAGE } from "../../../src/testing/testcontainers-way.js";
import { debianDocker } from "./debian-engine.js";
import type { Engine } from "./engine.js";

const PULL_TIMEOUT_MS = 120_000;
const START_TIMEOUT_MS = 15_000;
/** Newer is closer to the official image. */
const STAND_IN_VERSIONS = ["8.6.3", undefined];
const APPLETS = ["sh", "ls", "cat", "grep", "kill", "ps", "sleep"];

/** What the official image's entry point does for its server: answer also what comes from outside the container. */
const ENTRY = `#!/bin/sh
if [ "$1" = redis-server ]; then
  shift
  exec redis-server "$@" --protected-mode no
fi
exec "$@"
`;

/**
 * Sees to it that the engine has the image of docker-compose.redis8.yml: there already, pulled, or a stand-in of that
 * name made of Debian's Redis. Says which.
 */
export async function provideRedisImage(engine: Engine): Promise<string> {
  if (await succeeds(docker(engine, ["image", "inspect", REDIS_IMAGE]))) return `${REDIS_IMAGE} is there`;
  try {
    await docker(engine, ["pull", "--quiet", REDIS_IMAGE]);
    return `${REDIS_IMAGE} was pulled`;
  } catch (error) {
    const redis = await newestDebianRedis();
    await importImage(engine, redis);
    const reason = messageOf(error).split("\n")[0];
    return `${REDIS_IMAGE} cannot be pulled (${reason}); Debian's Redis ${redis.version} stands in for it, without search and JSON`;
  }
}

async function newestDebianRedis(): Promise<DebianRuntime> {
  const failures: string[] = [];
  for (const version of STAND_IN_VERSIONS) {
    const request = { args: [], env: process.env, startTimeoutMs: START_TIMEOUT_MS };
    try {
      return await getDebianRuntime(request, version);
    } catch (error) {
      failures.push(messageOf(error));
    }
  }
  throw new Error(failures.join("; "));
}

async function importImage(engine: Engine, redis: DebianRuntime): Promise<void> {
  const work = await mkdtemp(join(tmpdir(), "octavec-image-"));
  try {
    await layOut(redis, (await debianDocker()).busybox, work);
    const archive = spawn("tar", ["-C", work, "-c", "."], { stdio: ["ignore", "pipe", "inherit"] });
    const changes = ["WORKDIR /data", 'ENTRYPOINT ["/entry.sh"]', 'CMD ["redis-server"]'];
    const image = spawn(
      engine.docker,
      ["import", ...changes.flatMap((change) => ["--change", change]), "-", REDIS_IMAGE],
      { env: { ...process.env, ...engine.env }, stdio: ["pipe", "ignore", "inherit"] },
    );
    const ended = new Promise<number | null>((done, fail) => image.on("error", fail).on("close", done));
    await pipeline(archive.stdout, image.stdin);
    const code = await ended;
    if (code !== 0) throw new Error(`docker import ended with ${code}`);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** The file tree of a system that has a shell, Redis and nothing else. */
async function layOut(redis: DebianRuntime, busybox: string, root: string): Promise<void> {
  for (const folder of ["bin", "data", "lib64", "tmp", "proc", "sys", "dev", "etc", "usr/local/bin"]) {
    await mkdir(join(root, folder), { recursive: true });
  }
  await cp(busybox, join(root, "bin/busybox"));
  for (const applet of APPLETS) await symlink("busybox", join(root, "bin", applet));
  const libraries = join("usr/lib", basename(redis.libraryFolder));
  await cp(redis.libraryFolder, join(root, libraries), { recursive: true, verbatimSymlinks: true });
  await symlink("usr/lib", join(root, "lib"));
  const loader = basename(redis.loader);
  await symlink(join("/", libraries, loader), join(root, "lib64", loader));
  // Programs of Redis are one file, which does what the name says that it was started by.
  const programs = join(redis.folder, "usr/bin");
  await cp(join(programs, "redis-server"), join(root, "usr/local/bin/redis-server"), { dereference: true });
  await cp(join(programs, "redis-cli"), join(root, "usr/local/bin/redis-cli"), { dereference: true });
  await writeFile(join(root, "entry.sh"), ENTRY);
  await chmod(join(root, "entry.sh"), 0o755);
}

function docker(engine: Engine, args: readonly string[]): Promise<string> {
  const env = { ...process.env, ...engine.env };
  return runProgram(engine.docker, args, { env, timeoutMs: PULL_TIMEOUT_MS });
}

function succeeds(work: Promise<unknown>): Promise<boolean> {
  return work.then(
    () => true,
    () => false,
  );
}
