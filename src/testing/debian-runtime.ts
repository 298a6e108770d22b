import { access, readdir } from "node:fs/promises";
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import { compareVersions, isNewEnough } from "./server-version.js";

/** Debian's redis-server and the libraries it needs, unpacked in a folder. */
export interface DebianRuntime {
  readonly folder: string;
  /** For example `"8.0.2"`. */
  readonly version: string;
  readonly serverFile: string;
  /** The dynamic loader of the same release. The system's loader cannot load programs for another C library. */
  readonly loader: string;
  readonly libraryFolder: string;
}

/**
 * The release that the server comes from. Debian's experimental section has newer versions of a few programs; they run on the
 * libraries of a complete release.
 */
export type DebianRelease = "stable" | "experimental";

/** Debian's names of the processors, by Node's names. */
const DEBIAN_ARCHITECTURES: Readonly<Record<string, string>> = {
  x64: "amd64",
  arm64: "arm64",
  arm: "armhf",
  ia32: "i386",
  ppc64: "ppc64el",
  riscv64: "riscv64",
  s390x: "s390x",
};

export function debianArchitecture(): string {
  const name = DEBIAN_ARCHITECTURES[process.arch];
  if (name === undefined) throw new Error(`Debian has no packages for ${process.arch}`);
  return name;
}

/**
 * `$XDG_CACHE_HOME/octavec/debian-redis`, by default `~/.cache/octavec/debian-redis`. It contains one folder per version and
 * architecture. Servers of the experimental section are in a folder `experimental`, so that they are used only if their
 * version was requested.
 */
export function debianCacheFolder(
  env: Readonly<Record<string, string | undefined>>,
  release: DebianRelease = "stable",
): string {
  const configured = env.XDG_CACHE_HOME;
  // The XDG base directory specification says to ignore a relative path.
  const base =
    configured !== undefined && isAbsolute(configured) ? configured : join(env.HOME ?? homedir(), ".cache");
  const folder = join(base, "octavec", "debian-redis");
  return release === "stable" ? folder : join(folder, release);
}

/** The command line that runs a program on the libraries of the runtime instead of those of the system. */
export function runOnDebian({ loader, libraryFolder }: DebianRuntime, program: string): string[] {
  return [loader, "--library-path", libraryFolder, program];
}

/** The newest complete runtime in the cache, or the one of the version `wanted`, for example `"8.6.3"`. */
export async function findCachedRuntime(
  cacheFolder: string,
  wanted?: string,
): Promise<DebianRuntime | undefined> {
  const architecture = debianArchitecture();
  const names = await namesIn(cacheFolder);
  const candidates = names.flatMap((name) => {
    const version = /^(\d+\.\d+\.\d+)\S*_(\w+)$/.exec(name);
    return version?.[1] !== undefined && version[2] === architecture ? [{ name, version: version[1] }] : [];
  });
  candidates.sort((a, b) => compareVersions(b.version, a.version));
  for (const { name, version } of candidates) {
    if (wanted !== undefined && version !== wanted) continue;
    const runtime = isNewEnough(version) ? await openRuntime(join(cacheFolder, name), version) : undefined;
    if (runtime !== undefined) return runtime;
  }
  return undefined;
}

/** Finds the loader and the server in the folder; `undefined` if one of them is missing. */
export async function openRuntime(folder: string, version: string): Promise<DebianRuntime | undefined> {
  const serverFile = join(folder, "usr", "bin", "redis-server");
  if (!(await exists(serverFile))) return undefined;
  const libraryRoot = join(folder, "usr", "lib");
  for (const name of await namesIn(libraryRoot)) {
    const libraryFolder = join(libraryRoot, name);
    const loader = (await namesIn(libraryFolder)).find((file) => /^ld(-linux.*|64)\.so\.\d+$/.test(file));
    if (loader !== undefined) {
      return { folder, version, serverFile, loader: join(libraryFolder, loader), libraryFolder };
    }
  }
  return undefined;
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch {
    return [];
  }
}

async function exists(file: string): Promise<boolean> {
  try {
    await access(file);
    return true;
  } catch {
    return false;
  }
}
