/** `tsx scripts/count-tests.ts <Vitest's JSON report> <its exit code>`: one line, which `.ci/run` adds to others. */
import { readFileSync } from "node:fs";
import { countTests, listUnsteady } from "./checks/test-counts.js";

const [path, exitCode] = process.argv.slice(2);
if (path === undefined || exitCode === undefined) {
  throw new Error("expected two arguments: the path of a JSON report and an exit code");
}
const report = readFileSync(path, "utf8");
const { passed, failed } = countTests(report, Number(exitCode));
for (const test of listUnsteady(report)) console.error(`passed only at the second try: ${test}`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
