import { mkdir, mkdtemp, readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { messageOf } from "../errors/index.js";
import { runtimePackages } from "./debian-dependencies.js";
import {
  type DebianRelease,
  type DebianRuntime,
  debianArchitecture,
  openRuntime,
  runOnDebian,
} from "./debian-runtime.js";
import { PrivateApt } from "./private-apt.js";
import { runProgram } from "./run-program.js";
import { isNewEnough, parseServerVersion } from "./server-version.js";
import { findTrustedMirrors, type TrustedMirror } from "./system-apt.js";

export interface DownloadOptions {
  readonly cacheFolder: string;
  readonly release: DebianRelease;
  /** The required version, for example `"8.6.3"`. Default: the version that the release has. */
  readonly version?: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The suites to try. For stable: the newest release, then trixie, the first release with Redis 8, in case a later one has no
 * Redis or the mirror is not complete.
 */
const SUITES: Readonly<Record<DebianRelease, readonly { suite: string; librarySuite?: string }[]>> = {
  stable: [{ suite: "stable" }, { suite: "trixie" }],
  experimental: [{ suite: "experimental", librarySuite: "stable" }],
};
const PARTIAL_PREFIX = ".partial-";
const PARTIAL_MAX_AGE_MS = 3_600_000;
const TIMEOUT_MS = 60_000;

/**
 * Downloads Debian's redis-server with its libraries and unpacks it into a new folder of the cache. The folder gets its final
 * name only after its server has run. So processes that download at the same time do not disturb each other, and an
 * interrupted download leaves no folder that looks complete.
 *
 * @throws a plain error that says what failed for each mirror.
 */
export async function downloadRuntime(options: DownloadOptions): Promise<DebianRuntime> {
  const { cacheFolder, release, env, signal } = options;
  // First, because this fails on all systems that are not like Debian.
  await runProgram("apt-get", ["--version"], { env, signal, timeoutMs: TIMEOUT_MS });
  const mirrors = await findTrustedMirrors();
  await mkdir(cacheFolder, { recursive: true });
  await removeAbandoned(cacheFolder);
  const failures: string[] = [];
  for (const mirror of mirrors) {
    for (const suites of SUITES[release]) {
      const folder = await mkdtemp(join(cacheFolder, PARTIAL_PREFIX));
      try {
        return await downloadFrom(mirror, suites, folder, options);
      } catch (error) {
        signal?.throwIfAborted();
        failures.push(`${suites.suite} at ${withoutLogin(mirror.uri)}: ${messageOf(error)}`);
      } finally {
        // A process of an interrupted apt may still be writing. A later download removes what is left now.
        await rm(folder, { recursive: true, force: true, maxRetries: 3 }).catch(() => {});
      }
    }
  }
  throw new Error(failures.join("; "));
}

async function downloadFrom(
  mirror: TrustedMirror,
  suites: { suite: string; librarySuite?: string },
  folder: string,
  { cacheFolder, version: wanted, env, signal }: DownloadOptions,
): Promise<DebianRuntime> {
  const architecture = debianArchitecture();
  const apt = await PrivateApt.open({ folder, mirror, ...suites, architecture, env, signal });
  const packageVersion = (await apt.versionOf("redis-server")).replace(/^\d+:/, "");
  if (!isNewEnough(packageVersion)) throw new Error(`it has redis-server ${packageVersion}, older than 8`);
  if (wanted !== undefined && !packageVersion.startsWith(`${wanted}-`)) {
    throw new Error(`it has redis-server ${packageVersion}, not ${wanted}`);
  }

  const [packageFolder, root] = [join(folder, "packages"), join(folder, "root")];
  await mkdir(packageFolder);
  await apt.download(runtimePackages(await apt.dependenciesOf("redis-server")), packageFolder);
  for (const file of await readdir(packageFolder)) {
    await runProgram("dpkg-deb", ["-x", join(packageFolder, file), root], {
      env,
      signal,
      timeoutMs: TIMEOUT_MS,
    });
  }

  const unpacked = await openRuntime(root, packageVersion);
  if (unpacked === undefined)
    throw new Error("its packages contain no server or no loader at the expected paths");
  const [program = "", ...args] = runOnDebian(unpacked, unpacked.serverFile);
  const said = await runProgram(program, [...args, "--version"], { env, signal, timeoutMs: TIMEOUT_MS });
  const version = parseServerVersion(said);
  if (version === undefined) throw new Error(`its redis-server calls itself ${said.trim()}`);
  return publish(root, join(cacheFolder, `${packageVersion}_${architecture}`), version);
}

/** Gives the finished folder its final name. If another process was faster, its folder is used. */
async function publish(root: string, target: string, version: string): Promise<DebianRuntime> {
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      await rename(root, target);
    } catch (error) {
      if (
        !(
          error instanceof Error &&
          "code" in error &&
          (error.code === "ENOTEMPTY" || error.code === "EEXIST")
        )
      ) {
        throw error;
      }
    }
    const runtime = await openRuntime(target, version);
    if (runtime !== undefined) return runtime;
    // The folder exists but lost files, for example to a cleaner of old files: move it away and try again.
    await rename(target, `${root}-damaged`);
  }
  throw new Error(`${target} is damaged and cannot be replaced; delete it`);
}

/** Removes folders of interrupted downloads, but not those that another process may still be using. */
async function removeAbandoned(cacheFolder: string): Promise<void> {
  for (const name of await readdir(cacheFolder)) {
    if (!name.startsWith(PARTIAL_PREFIX)) continue;
    const folder = join(cacheFolder, name);
    const facts = await stat(folder).catch(() => undefined);
    if (facts === undefined || Date.now() - facts.mtimeMs < PARTIAL_MAX_AGE_MS) continue;
    await rm(folder, { recursive: true, force: true });
  }
}

/** Removes user and password from the address of a mirror. */
function withoutLogin(uri: string): string {
  return uri.replace(/\/\/[^/@]*@/, "//");
}
