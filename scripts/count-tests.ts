/** `tsx scripts/count-tests.ts <Vitest's JSON report> <its exit code>`: one line, which `.ci/run` adds to others. */
import { readFileSync } from "node:fs";
import { countTests } from "./checks/test-counts.js";

const [path, exitCode] = process.argv.slice(2);
if (path === undefined || exitCode === undefined) {
  throw new Error("expected two arguments: the path of a JSON report and an exit code");
}
const { passed, failed } = countTests(readFileSync(path, "utf8"), Number(exitCode));
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
