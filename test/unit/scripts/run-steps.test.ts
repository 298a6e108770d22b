import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { runSteps, type Step } from "../../../scripts/check/run-steps.js";
import { fakeRepository } from "./fake-repository.js";

const step = (name: string, code: string): Step => ({ name, command: process.execPath, args: ["-e", code] });

async function run(steps: Step[], concurrency = 2) {
  const folder = fakeRepository({});
  const passed: string[] = [];
  const results = await runSteps({ steps, concurrency, folder, onPass: ({ name }) => passed.push(name) });
  return {
    folder,
    passed,
    states: Object.fromEntries(results.map(({ name, state }) => [name, state])),
    results,
  };
}

/** Code of a step that writes its file and ends when the other step has written its own. */
const meet = (mine: string, other: string) => `
  fs.writeFileSync("${mine}", "");
  setInterval(() => fs.existsSync("${other}") && process.exit(0), 5);`;

describe("the steps of a check", { timeout: 60_000 }, () => {
  test("run at the same time", async () => {
    const { passed } = await run([step("a", meet("a", "b")), step("b", meet("b", "a"))]);
    expect(passed.sort()).toEqual(["a", "b"]);
  });

  test("run in order with a concurrency of one", async () => {
    const { passed } = await run([step("a", ""), step("b", ""), step("c", "")], 1);
    expect(passed).toEqual(["a", "b", "c"]);
  });

  test("end at the first failure: running steps are stopped with their child processes, and no further step starts", async () => {
    // The failing step waits until the grandchild has started. If the grandchild is not stopped, it writes a second file.
    const grandchild = `
      process.on("SIGTERM", () => { require("node:fs").writeFileSync("stopped", ""); process.exit(); });
      require("node:fs").writeFileSync("alive", "");
      setInterval(() => {}, 1000);`;
    const parent = `require("node:child_process").spawnSync(process.execPath, ["-e", ${JSON.stringify(grandchild)}], { stdio: "inherit" });`;
    const failing = `
      setInterval(() => { if (fs.existsSync("alive")) { console.error("what is wrong"); process.exit(1); } }, 5);`;
    const { folder, states, results } = await run([
      step("endless", parent),
      step("failing", failing),
      step("later", 'fs.writeFileSync("later", "")'),
    ]);
    expect(states).toEqual({ endless: "stopped", failing: "failed", later: "not run" });
    expect(results.find(({ name }) => name === "failing")?.output).toBe("what is wrong\n");
    expect([existsSync(join(folder, "stopped")), existsSync(join(folder, "later"))]).toEqual([true, false]);
  });
});
