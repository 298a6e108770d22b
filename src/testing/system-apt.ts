import { access, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { type AptSource, debianMirrors, parseListFile, parseSourcesFile } from "./apt-sources.js";

/** Debian's signing keys. Newer releases use the second name. */
const DEBIAN_KEYRINGS = [
  "/usr/share/keyrings/debian-archive-keyring.gpg",
  "/usr/share/keyrings/debian-archive-keyring.pgp",
];

/** A mirror, and the keyrings to check its signatures with. */
export interface TrustedMirror {
  readonly uri: string;
  readonly keyrings: readonly string[];
}

/**
 * The mirrors of Debian that this system is configured to use, so that local mirrors and closed networks work.
 *
 * @throws a plain error if no source is a mirror of Debian, as on Debian's relatives, or if there is no key to verify it.
 */
export async function findTrustedMirrors(): Promise<TrustedMirror[]> {
  const mirrors = debianMirrors(await readSources("/etc/apt"), await debianCodename());
  if (mirrors.length === 0) {
    throw new Error("the apt sources of this system name no mirror of Debian");
  }
  const debianKeyring = await firstReadable(DEBIAN_KEYRINGS);
  const trusted = mirrors.map(({ uri, keyring }) => ({
    uri,
    // The keyring of the entry may have the key of one release only; the full keyring has those of later releases too.
    keyrings: [...new Set([debianKeyring, keyring].filter((file) => file !== undefined))],
  }));
  const usable = trusted.filter(({ keyrings }) => keyrings.length > 0);
  if (usable.length > 0) return usable;
  throw new Error(
    "Debian's keys are missing, so nothing could be verified; install the package debian-archive-keyring",
  );
}

async function readSources(folder: string): Promise<AptSource[]> {
  const parts = join(folder, "sources.list.d");
  const names = await readdir(parts).catch((): string[] => []);
  const files = [join(folder, "sources.list"), ...names.sort().map((name) => join(parts, name))];
  const sources: AptSource[] = [];
  for (const file of files) {
    const text = await readFile(file, "utf8").catch(() => "");
    if (file.endsWith(".list")) sources.push(...parseListFile(text));
    else if (file.endsWith(".sources")) sources.push(...parseSourcesFile(text));
  }
  return sources;
}

async function debianCodename(): Promise<string | undefined> {
  const release = await readFile("/etc/os-release", "utf8").catch(() => "");
  if (!/^ID=["']?debian["']?$/m.test(release)) return undefined;
  return /^VERSION_CODENAME=["']?(\w+)/m.exec(release)?.[1];
}

async function firstReadable(files: readonly string[]): Promise<string | undefined> {
  for (const file of files) {
    const isReadable = await access(file).then(
      () => true,
      () => false,
    );
    if (isReadable) return file;
  }
  return undefined;
}
