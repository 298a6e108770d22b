import { fork } from "node:child_process";
import { once } from "node:events";
import { startRedis8 } from "../../../src/testing/index.js";
import type { KeeperMessage } from "./keeper.js";

/** A Redis 8 for the demo. Disposing of it ends it, unless it was to be kept. */
export interface DemoServer extends AsyncDisposable {
  readonly url: string;
  readonly version: string;
  readonly source: string;
  /** One line for people: which file, image or address. */
  readonly origin: string;
  /** Process that keeps the server alive after the demo; ending it ends the server. Absent when there is none. */
  readonly keeperPid?: number | undefined;
}

/** Finds and starts a server as `startRedis8` does; with `keep` it outlives this process. */
export function openServer(keep: boolean, signal: AbortSignal): Promise<DemoServer> {
  return keep ? openKeptServer(signal) : startRedis8({ signal });
}

/** The server belongs to a process of its own, because it ends with the process that started it. */
async function openKeptServer(signal: AbortSignal): Promise<DemoServer> {
  const keeper = fork(new URL("./keeper.ts", import.meta.url), { detached: true, stdio: "ignore", signal });
  const message = await Promise.race([
    once(keeper, "message").then(([reply]: KeeperMessage[]) => reply),
    once(keeper, "exit").then(() => undefined),
  ]);
  signal.throwIfAborted();
  if (message === undefined) throw new Error("The process that was to keep the server ended at once.");
  if ("error" in message) throw new Error(message.error);
  keeper.send("keep");
  keeper.disconnect();
  keeper.unref();
  const { source } = message;
  return {
    ...message,
    ...(source !== "url" && { keeperPid: keeper.pid }),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
