import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { describe, expect, inject, test } from "vitest";
import { startedRedis } from "../../helpers/started-redis.js";

const program = fileURLToPath(new URL("./short-program.ts", import.meta.url));

/** Runs `short-program.ts` and says how it ended; it is killed when it does not end by itself. */
async function run(url: string, what: string) {
  const child = spawn(process.execPath, ["--import", "tsx", program, url, what], {
    stdio: ["ignore", "pipe", "pipe"],
    timeout: 20_000,
    killSignal: "SIGKILL",
  });
  const output: string[] = [];
  child.stdout.on("data", (chunk) => output.push(String(chunk)));
  child.stderr.on("data", (chunk) => output.push(String(chunk)));
  const [status, signal] = await once(child, "close");
  return { status, signal, output: output.join("") };
}

/** These wait for a process, not for time: each ends within two seconds or so on an idle machine. */
describe("a program ends by itself", { timeout: 30_000 }, () => {
  test.each([
    ["after work of every kind, when it closed its client", "work"],
    ["when it closes right after connecting", "close-at-once"],
    ["when it closes in the middle of its work", "close-busy"],
    ["when it could not connect", "refused"],
  ])("%s", async (_, what) => {
    const ended = await run(inject("redisUrl"), what);
    expect(ended).toEqual({ status: 0, signal: null, output: "done\n" });
  });

  test.each([
    ["when it never closes its client", "never-closed", "done\n"],
    [
      "when it waits for a reply without closing, with that reply",
      "never-closed-in-the-middle",
      "done\nreply null\n",
    ],
    ["when its lazy client never reached a server", "never-connected", "done\n"],
  ])("%s", async (_, what, output) => {
    const ended = await run(inject("redisUrl"), what);
    expect(ended).toEqual({ status: 0, signal: null, output });
  });

  test("when its server was killed and cannot be reached any more", async () => {
    const redis = await startedRedis();
    const ended = await run(redis.url, "server-gone");
    expect(ended).toEqual({ status: 0, signal: null, output: "done\n" });
  });
});
