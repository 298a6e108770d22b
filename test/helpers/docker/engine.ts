import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { access, mkdir, mkdtemp, open, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findDockerEngine } from "../../../src/testing/docker-engine.js";
import { runProgram } from "../../../src/testing/run-program.js";
import { waitUntil } from "../../../src/testing/wait-until.js";
import { type DockerPrograms, debianDocker } from "./debian-engine.js";

const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 30_000;
const BRIDGE = "docker0";

/** A Docker engine for tests. */
export interface Engine extends AsyncDisposable {
  /** For people: which engine it is. */
  readonly origin: string;
  /** What its clients need in their environment. */
  readonly env: Readonly<Record<string, string>>;
  /** The command line client. */
  readonly docker: string;
  /** The program `docker-compose`; `undefined` where Compose is not known to be there. */
  readonly compose: string | undefined;
}

/**
 * The engine that answers on this machine; where none does, Debian's, started for this run in folders of its own and
 * ended by disposing of the result.
 *
 * @throws Error that says why there is none.
 */
export async function openEngine(): Promise<Engine> {
  try {
    await findDockerEngine(process.env);
    return {
      origin: "the Docker engine of this machine",
      env: {},
      docker: "docker",
      compose: await standaloneCompose(),
      async [Symbol.asyncDispose]() {},
    };
  } catch (none) {
    if (process.getuid?.() !== 0) {
      throw new Error("none answers, and only root can start one", { cause: none });
    }
  }
  return startDebianEngine(await debianDocker());
}

async function startDebianEngine(programs: DockerPrograms): Promise<Engine> {
  const folder = await mkdtemp(join(tmpdir(), "octavec-engine-"));
  const socket = `unix://${join(folder, "docker.sock")}`;
  const hadBridge = await hasBridge();
  await mkdir(join(folder, "config"));
  const log = await open(join(folder, "log"), "w");
  const usr = join(programs.folder, "usr");
  const daemon = spawn(
    join(usr, "sbin/dockerd"),
    [
      ...["--data-root", join(folder, "data"), "--exec-root", join(folder, "exec")],
      ...["--pidfile", join(folder, "pid"), "--host", socket],
      ...["--userland-proxy-path", join(usr, "sbin/docker-proxy")],
      // Ports are published by the proxy; rules of the machine's firewall stay as they are.
      ...["--iptables=false", "--ip6tables=false"],
    ],
    {
      env: {
        ...process.env,
        PATH: `${join(usr, "sbin")}:${join(usr, "bin")}:${process.env.PATH}`,
        LD_LIBRARY_PATH: libraryPath(programs.folder),
      },
      stdio: ["ignore", log.fd, log.fd],
    },
  );
  await log.close();
  const killed = () => void daemon.kill();
  process.once("exit", killed);
  const dispose = async () => {
    await endDaemon(daemon);
    process.off("exit", killed);
    if (!hadBridge) await removeBridge();
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  };
  const env = { DOCKER_HOST: socket, DOCKER_CONFIG: join(folder, "config") };
  try {
    await waitUntil(
      () => {
        if (daemon.exitCode !== null) throw new Error(`dockerd ended with ${daemon.exitCode}`);
        return findDockerEngine(env).then(
          () => true,
          () => undefined,
        );
      },
      { timeoutMs: START_TIMEOUT_MS, failure: "dockerd did not answer" },
    );
  } catch (cause) {
    const lines = (await readFile(join(folder, "log"), "utf8")).trim().split("\n").slice(-3);
    await dispose();
    throw new Error(`Debian's Docker engine does not start here: ${lines.join(" ")}`, { cause });
  }
  return {
    origin: `Debian's Docker engine in ${programs.folder}`,
    // The image of the reaper cannot be counted on; this engine ends with the run, and its containers with it.
    env: { ...env, TESTCONTAINERS_RYUK_DISABLED: "true" },
    docker: join(usr, "bin/docker"),
    compose: programs.compose,
    [Symbol.asyncDispose]: dispose,
  };
}

async function endDaemon(daemon: ChildProcess): Promise<void> {
  if (daemon.exitCode !== null || daemon.signalCode !== null) return;
  const ended = once(daemon, "exit");
  daemon.kill("SIGTERM");
  const forced = setTimeout(() => daemon.kill("SIGKILL"), STOP_TIMEOUT_MS);
  await ended;
  clearTimeout(forced);
}

function libraryPath(folder: string): string {
  const triplet = `${process.arch === "x64" ? "x86_64" : "aarch64"}-linux-gnu`;
  return [join(folder, "usr/lib", triplet), join(folder, "lib", triplet)].join(":");
}

function hasBridge(): Promise<boolean> {
  return access(`/sys/class/net/${BRIDGE}`).then(
    () => true,
    () => false,
  );
}

/** The engine leaves its bridge behind. Where there is no program to remove it, it stays, without an address in use. */
async function removeBridge(): Promise<void> {
  await runProgram("ip", ["link", "delete", BRIDGE], { env: process.env, timeoutMs: 5_000 }).catch(() => {});
}

async function standaloneCompose(): Promise<string | undefined> {
  return runProgram("docker-compose", ["version"], { env: process.env, timeoutMs: 20_000 }).then(
    () => "docker-compose",
    () => undefined,
  );
}
