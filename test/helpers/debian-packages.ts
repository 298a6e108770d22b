import { access, mkdir, mkdtemp, readdir, readFile, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { debianArchitecture } from "../../src/testing/debian-runtime.js";
import { PrivateApt } from "../../src/testing/private-apt.js";
import { runProgram } from "../../src/testing/run-program.js";
import { findTrustedMirrors } from "../../src/testing/system-apt.js";
import { userCache } from "./user-cache.js";

const UNPACK_TIMEOUT_MS = 120_000;

/**
 * Debian packages of the system's own release, unpacked in a folder and not installed, without what they depend on. From the
 * user's cache, else downloaded from the mirrors that the system's apt uses; apt checks the signatures.
 *
 * @param name - Of the folder in the user's cache.
 * @returns the folder, which holds `usr/bin` and so on.
 * @throws Error that says why this machine has none.
 */
export async function debianPackages(name: string, packages: readonly string[]): Promise<string> {
  if (process.platform !== "linux")
    throw new Error(`Debian's packages need Linux, this is ${process.platform}`);
  const codename = await systemCodename();
  const target = userCache(name, codename);
  if (await isThere(target)) return target;
  const [mirror] = await findTrustedMirrors();
  if (mirror === undefined) throw new Error("the system's apt names no mirror of Debian");
  const work = await mkdtemp(join(tmpdir(), "octavec-packages-"));
  try {
    const [aptFolder, packed, root] = ["apt", "packages", "root"].map((part) => join(work, part));
    await mkdir(aptFolder!);
    await mkdir(packed!);
    const apt = await PrivateApt.open({
      ...{ folder: aptFolder!, mirror, suite: codename },
      ...{ architecture: debianArchitecture(), env: process.env },
    });
    await apt.download(packages, packed!);
    for (const file of await readdir(packed!)) await unpack(join(packed!, file), root!);
    await publish(root!, target);
    return target;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Unpacks one package into a folder. */
async function unpack(file: string, folder: string): Promise<void> {
  await runProgram("dpkg-deb", ["-x", file, folder], { env: process.env, timeoutMs: UNPACK_TIMEOUT_MS });
}

/** Gives the finished folder its name. If another process was faster, its folder is as good. */
export async function publish(root: string, target: string): Promise<void> {
  const near = `${target}.${process.pid}`;
  await mkdir(dirname(target), { recursive: true });
  await runProgram("cp", ["-a", root, near], { env: process.env, timeoutMs: UNPACK_TIMEOUT_MS });
  await rename(near, target).catch(async (error: unknown) => {
    await rm(near, { recursive: true, force: true });
    if (!(await isThere(target))) throw error;
  });
}

/** Of the Debian release that this machine runs, such as `bookworm`. @throws Error on another system. */
export async function systemCodename(): Promise<string> {
  const release = await readFile("/etc/os-release", "utf8").catch(() => "");
  const codename = /^VERSION_CODENAME=["']?(\w+)/m.exec(release)?.[1];
  if (codename === undefined || !/^ID=["']?debian["']?$/m.test(release)) {
    throw new Error("this is no Debian system");
  }
  return codename;
}

export function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
