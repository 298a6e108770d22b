/** `tsx scripts/count-tests.ts <Vitest's JSON report> <its exit code>`: what went wrong, then the line that `.ci/run` adds. */
import { readFileSync } from "node:fs";
import { countTests } from "./checks/test-counts.js";

const [path, exitCode] = process.argv.slice(2);
if (path === undefined || exitCode === undefined) {
  throw new Error("expected two arguments: the path of a JSON report and an exit code");
}
const { passed, failed, trouble } = countTests(readFileSync(path, "utf8"), Number(exitCode), "npm test");
for (const line of trouble) console.log(line);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
