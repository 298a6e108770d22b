import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { debianArchitecture } from "../../../src/testing/debian-runtime.js";
import { PrivateApt } from "../../../src/testing/private-apt.js";
import { runProgram } from "../../../src/testing/run-program.js";
import { findTrustedMirrors } from "../../../src/testing/system-apt.js";
import { isThere, publish, systemCodename } from "../debian-packages.js";
import { userCache } from "../user-cache.js";

/** The programs of an engine, and the libraries of theirs that not every Debian system has. */
const ENGINE = /^(docker\.io|docker-cli|containerd|runc|tini|lib(devmapper|seccomp|systemd)\S*)$/;
const UNPACK_TIMEOUT_MS = 120_000;

/** Debian's Docker programs, unpacked in a folder and not installed. */
export interface DockerPrograms {
  /** Holds `usr/sbin/dockerd`, `usr/bin/docker` and what they start. */
  readonly folder: string;
  /** A `docker-compose` that runs as a program of its own. */
  readonly compose: string;
  /** A shell and the usual small programs in one file without libraries, for an image. */
  readonly busybox: string;
}

/**
 * From the user's cache folder, else downloaded from the mirrors that the system's apt uses. The engine comes from the
 * system's own release, so that it runs on the system's C library; Compose from the newest stable release, because older
 * ones ship a Python program.
 *
 * @throws Error that says why this machine has none.
 */
export async function debianDocker(): Promise<DockerPrograms> {
  if (process.platform !== "linux")
    throw new Error(`Debian's Docker needs Linux, this is ${process.platform}`);
  const codename = await systemCodename();
  const target = userCache("debian-docker", codename);
  if (!(await isThere(target))) await download(codename, target);
  return {
    folder: target,
    compose: join(target, "usr/libexec/docker/cli-plugins/docker-compose"),
    busybox: await firstThere([join(target, "bin/busybox"), join(target, "usr/bin/busybox")]),
  };
}

async function download(codename: string, target: string): Promise<void> {
  const [mirror] = await findTrustedMirrors();
  if (mirror === undefined) throw new Error("the system's apt names no mirror of Debian");
  const work = await mkdtemp(join(tmpdir(), "octavec-docker-"));
  try {
    const packages = join(work, "packages");
    await mkdir(packages);
    const place = { mirror, architecture: debianArchitecture(), env: process.env };
    const ownFolder = await mkdtemp(join(work, "apt-"));
    const own = await PrivateApt.open({ ...place, folder: ownFolder, suite: codename });
    const needed = (await own.dependenciesOf("docker.io"))
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => ENGINE.test(line));
    await own.download([...new Set([...needed, "busybox-static"])], packages);
    const stableFolder = await mkdtemp(join(work, "apt-"));
    const stable = await PrivateApt.open({ ...place, folder: stableFolder, suite: "stable" });
    await stable.download(["docker-compose"], packages);

    const root = join(work, "root");
    for (const file of await readdir(packages)) {
      await runProgram("dpkg-deb", ["-x", join(packages, file), root], {
        env: process.env,
        timeoutMs: UNPACK_TIMEOUT_MS,
      });
    }
    await publish(root, target);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function firstThere(files: readonly string[]): Promise<string> {
  for (const file of files) if (await isThere(file)) return file;
  throw new Error(`none of ${files.join(", ")} is there; delete the folder, and it is downloaded again`);
}
