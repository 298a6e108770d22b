import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findLocalSource } from "../../helpers/local-source.js";
import { eventually, isRunning, parentOf } from "../../helpers/processes.js";

const source = await findLocalSource();
const program = fileURLToPath(new URL("../../helpers/programs/start-redis.ts", import.meta.url));

/**
 * Each case runs a program of its own that starts a server and a replica and never stops them. Its temporary folder is
 * ours, so that "nothing left" can be counted.
 */
describe.skipIf(source === undefined)(
  "however the program ends that started servers, they end with it",
  () => {
    let temporary = "";
    beforeAll(async () => {
      temporary = await mkdtemp(join(tmpdir(), "octavec-test-"));
    });
    afterAll(() => rm(temporary, { recursive: true, force: true }));

    async function launch(ending: string): Promise<{ child: ChildProcess; watched: number[] }> {
      const child = spawn(process.execPath, ["--import", "tsx", program, source ?? "", ending], {
        env: { ...process.env, TMPDIR: temporary },
        stdio: ["ignore", "pipe", "ignore"],
        // A process group of its own, to which a terminal's Ctrl-C can be imitated.
        detached: true,
      });
      const [line] = await once(createInterface({ input: child.stdout }), "line");
      const pids: number[] = JSON.parse(String(line));
      expect(pids.length).toBeGreaterThan(1);
      const guards = await Promise.all(pids.map((pid) => parentOf(pid).catch(() => undefined)));
      return { child, watched: [...pids, ...guards.filter((pid) => pid !== undefined)] };
    }

    async function expectNothingLeft(watched: readonly number[]): Promise<void> {
      await eventually("all processes are gone", async () => {
        const running = await Promise.all(watched.map(isRunning));
        return !running.includes(true);
      });
      await eventually("all folders are gone", async () => {
        const names = await readdir(temporary);
        return !names.some((name) => name.startsWith("octavec-redis-"));
      });
    }

    async function endedBySignal(ending: string, signal: NodeJS.Signals, wholeGroup = false): Promise<void> {
      const { child, watched } = await launch(ending);
      expect(await Promise.all(watched.map(isRunning))).toContain(true);
      const exit = once(child, "exit");
      const pid = child.pid ?? 0;
      process.kill(wholeGroup ? -pid : pid, signal);
      await exit;
      await expectNothingLeft(watched);
    }

    test("by kill -9", () => endedBySignal("wait", "SIGKILL"));
    test("by kill -9 while a server is frozen", () => endedBySignal("freeze and wait", "SIGKILL"));
    test("by kill -9 after a restart", () => endedBySignal("restart and wait", "SIGKILL"));
    test("by kill -9 while a server is down", () => endedBySignal("kill and wait", "SIGKILL"));
    test("by SIGTERM", () => endedBySignal("wait", "SIGTERM"));
    test("by Ctrl-C, which goes to its whole process group", () => endedBySignal("wait", "SIGINT", true));

    test.each([
      ["by process.exit", "exit", 0],
      ["by an uncaught error", "throw", 1],
      ["by having nothing left to do: a server keeps no program alive", "return", 0],
    ])("%s", async (_, ending, status) => {
      const { child, watched } = await launch(ending);
      if (child.exitCode === null) await once(child, "exit");
      expect(child.exitCode).toBe(status);
      await expectNothingLeft(watched);
    });
  },
);
