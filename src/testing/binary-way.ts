import { messageOf } from "../errors/index.js";
import { runOnDebian } from "./debian-runtime.js";
import { debianEnv, getDebianRuntime } from "./debian-way.js";
import type { RedisHandle } from "./redis-handle.js";
import { runProgram } from "./run-program.js";
import { isNewEnough, parseServerVersion } from "./server-version.js";
import { spawnRedis } from "./spawned-redis.js";
import type { Way, WayRequest } from "./way.js";

const VERSION_TIMEOUT_MS = 5_000;

/** Runs the `redis-server` file of the option `binary`. */
export function binaryWay(file: string): Way {
  return {
    source: "binary",
    title: `the binary ${file}`,
    async start(request: WayRequest): Promise<RedisHandle> {
      const { args, startTimeoutMs, tls, signal, sentinel } = request;
      const { command, env } = await runnable(file, request);
      return spawnRedis(
        { source: "binary", origin: file, command, args, env, startTimeoutMs, tls, sentinel },
        signal,
      );
    },
  };
}

/** How to run the file: by itself, or on Debian's libraries if it needs a newer C library, as prebuilt servers often do. */
async function runnable(file: string, request: WayRequest): Promise<Pick<Launch, "command" | "env">> {
  const direct = { command: [file], env: request.env };
  try {
    await checkVersion(direct, request);
    return direct;
  } catch (error) {
    if (!/GLIBC|GLIBCXX|error while loading shared libraries/.test(messageOf(error))) throw error;
    const runtime = await getDebianRuntime(request);
    const onDebian = { command: runOnDebian(runtime, file), env: debianEnv(request.env) };
    await checkVersion(onDebian, request);
    return onDebian;
  }
}

interface Launch {
  readonly command: readonly string[];
  readonly env: WayRequest["env"];
}

async function checkVersion({ command, env }: Launch, { signal }: WayRequest): Promise<void> {
  const [program = "", ...args] = command;
  const said = await runProgram(program, [...args, "--version"], {
    env,
    signal,
    timeoutMs: VERSION_TIMEOUT_MS,
  });
  const version = parseServerVersion(said);
  if (version === undefined) throw new Error(`it is not Redis: it calls itself ${said.trim().slice(0, 60)}`);
  if (!isNewEnough(version)) throw new Error(`it is version ${version}, older than 8`);
}
