import { fork } from "node:child_process";
import { once } from "node:events";
import { startRedis8 } from "../../../src/testing/index.js";
import type { KeeperMessage } from "./keeper.js";

/** A Redis 8 for the demo. Disposing of it stops the server, unless it is to be kept. */
export interface DemoServer extends AsyncDisposable {
  readonly url: string;
  readonly version: string;
  readonly source: string;
  /** The file, image or address of the server. */
  readonly origin: string;
  /** Id of the process that keeps the server running after the demo, if there is one. If it ends, so does the server. */
  readonly keeperPid?: number | undefined;
}

/** Finds and starts a server as `startRedis8` does. If `keep` is true, it keeps running after this process. */
export function openServer(keep: boolean, signal: AbortSignal): Promise<DemoServer> {
  return keep ? openKeptServer(signal) : startRedis8({ signal });
}

/** Starts the server in another process, because it ends together with the process that started it. */
async function openKeptServer(signal: AbortSignal): Promise<DemoServer> {
  const keeper = fork(new URL("./keeper.ts", import.meta.url), { detached: true, stdio: "ignore", signal });
  const message = await Promise.race([
    once(keeper, "message").then(([reply]: KeeperMessage[]) => reply),
    once(keeper, "exit").then(() => undefined),
  ]);
  signal.throwIfAborted();
  if (message === undefined) throw new Error("The process that should keep the server running has ended.");
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
