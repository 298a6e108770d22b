import { describe, expect, inject, test } from "vitest";
import { startProgram } from "../../helpers/child-program.js";
import { startedRedis } from "../../helpers/started-redis.js";

/** Runs the program `short-program` and says how it ended. If it does not end by itself, the test waits in vain. */
async function run(url: string, what: string) {
  const program = startProgram("short-program", { url, what });
  return { status: await program.ended, lines: program.lines, errors: program.errors() };
}

/** These wait for a process, not for time: each ends within a second or so on an idle machine. */
describe("a program ends by itself", { timeout: 30_000 }, () => {
  test.each([
    ["after work of every kind, when it closed its client", "work"],
    ["when it closes right after connecting", "close-at-once"],
    ["when it closes in the middle of its work", "close-busy"],
    ["when it could not connect", "refused"],
    ["when it never closes its client", "never-closed"],
    ["when its lazy client never reached a server", "never-connected"],
    ["when it never closes a cache with memory, sweep and learning", "cache-never-closed"],
    ["when it never closes a cache that made its own client", "cache-of-url-never-closed"],
    ["when its cache never reached a server", "cache-never-connected"],
  ])("%s", async (_, what) => {
    expect(await run(inject("redisUrl"), what)).toEqual({ status: 0, lines: ["done"], errors: "" });
  });

  test("when it waits for a reply without closing, with that reply", async () => {
    const ended = await run(inject("redisUrl"), "never-closed-in-the-middle");
    expect(ended).toEqual({ status: 0, lines: ["done", "reply null"], errors: "" });
  });

  test("when its server was killed and cannot be reached any more", async () => {
    const redis = await startedRedis();
    expect(await run(redis.url, "server-gone")).toEqual({ status: 0, lines: ["done"], errors: "" });
  });
});
