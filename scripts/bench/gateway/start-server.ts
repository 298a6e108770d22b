import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import type { ServerRole } from "./messages.js";

/** See there why not `tsx`. */
const LOADER = join(import.meta.dirname, "../loader/register.js");

/** A running process of the bench. */
export interface BenchServer extends AsyncDisposable {
  readonly port: number;
  rssBytes(): Promise<number>;
}

export async function startServer(role: ServerRole): Promise<BenchServer> {
  const child = fork(join(import.meta.dirname, "server.ts"), [JSON.stringify(role)], {
    execArgv: ["--import", LOADER],
  });
  const { port } = await messageOf<{ port: number }>(child);
  return {
    port,
    async rssBytes() {
      const reply = messageOf<{ rssBytes: number }>(child);
      child.send("rss");
      return (await reply).rssBytes;
    },
    async [Symbol.asyncDispose]() {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGKILL");
      await ended;
    },
  };
}

function messageOf<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null) => reject(new Error(`A server of the bench ended with ${code}.`));
    child.once("exit", onExit);
    child.once("message", (message) => {
      child.off("exit", onExit);
      resolve(message as T);
    });
  });
}
