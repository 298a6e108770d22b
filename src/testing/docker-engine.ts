import { readFile } from "node:fs/promises";
import { request } from "node:http";
import { connect } from "node:net";
import { homedir, userInfo } from "node:os";
import { join } from "node:path";
import { messageOf } from "../errors/index.js";

const ANSWER_TIMEOUT_MS = 1_500;

/**
 * Resolves if a Docker engine answers at one of the addresses that Testcontainers would try. This is quick, while loading
 * Testcontainers takes a second, and its own search can wait long for an address that does not respond.
 *
 * @throws a plain error if no engine answers.
 */
export async function findDockerEngine(env: Readonly<Record<string, string | undefined>>): Promise<void> {
  const failures: string[] = [];
  for (const address of await engineAddresses(env)) {
    try {
      await ping(address);
      return;
    } catch (error) {
      failures.push(`${address}: ${messageOf(error)}`);
    }
  }
  throw new Error(`no Docker engine answers (${failures.join("; ")})`);
}

async function engineAddresses(env: Readonly<Record<string, string | undefined>>): Promise<string[]> {
  if (env.DOCKER_HOST !== undefined && env.DOCKER_HOST !== "") return [env.DOCKER_HOST];
  const settings = await readFile(join(homedir(), ".testcontainers.properties"), "utf8").catch(() => "");
  const configured = [...settings.matchAll(/^\s*(?:tc|docker)\.host\s*=\s*(\S+)/gm)].flatMap(
    ([, host]) => host ?? [],
  );
  if (configured.length > 0) return configured;
  if (process.platform === "win32") return ["npipe:////./pipe/docker_engine"];
  const rootless = env.XDG_RUNTIME_DIR ?? `/run/user/${userInfo().uid}`;
  return [
    "unix:///var/run/docker.sock",
    `unix://${join(rootless, "docker.sock")}`,
    `unix://${join(homedir(), ".docker", "run", "docker.sock")}`,
    `unix://${join(homedir(), ".docker", "desktop", "docker.sock")}`,
  ];
}

function ping(address: string): Promise<void> {
  const socketPath = /^(?:unix|npipe):\/\/(.+)$/.exec(address)?.[1];
  if (socketPath !== undefined) return pingSocket(socketPath);
  const { hostname, port } = new URL(address);
  return knock(hostname, Number(port || 2375));
}

function pingSocket(socketPath: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const call = request({ socketPath, path: "/_ping", timeout: ANSWER_TIMEOUT_MS }, (response) => {
      response.resume();
      response.statusCode === 200 ? resolve() : reject(new Error(`status ${response.statusCode}`));
    });
    call.on("timeout", () => call.destroy(new Error(`no answer within ${ANSWER_TIMEOUT_MS} ms`)));
    call.on("error", (error) => reject("code" in error ? new Error(String(error.code)) : error));
    call.end();
  });
}

/** Checks only that the port accepts connections, because the engine may use TLS with certificates that only Testcontainers knows. */
function knock(host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, timeout: ANSWER_TIMEOUT_MS }, () => {
      socket.destroy();
      resolve();
    });
    socket.on("timeout", () => socket.destroy(new Error(`no answer within ${ANSWER_TIMEOUT_MS} ms`)));
    socket.on("error", reject);
  });
}
