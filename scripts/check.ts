/**
 * `npm run check`: every check that needs no Redis, the quick ones first, up to the first failure. A step that
 * passes takes one line; a step that fails shows its whole output.
 */
import { spawn } from "node:child_process";
import { resolve } from "node:path";

/** Scripts of package.json. */
const STEPS = [
  "typecheck",
  "lint",
  "check:imports",
  "check:docs",
  "check:api",
  "check:unused",
  "test:unit",
  "check:package",
];

const root = resolve(import.meta.dirname, "..");
const width = Math.max(...STEPS.map((step) => step.length));
const startedAt = performance.now();

for (const [place, step] of STEPS.entries()) {
  const stepStartedAt = performance.now();
  const { code, output } = await runScript(step);
  const line = `${step.padEnd(width)}  ${seconds(stepStartedAt)}`;
  if (code !== 0) {
    console.error(`✗ ${line}\n\n${output.trimEnd()}\n`);
    const left = STEPS.slice(place + 1);
    if (left.length > 0) console.error(`not run: ${left.join(", ")}`);
    console.error(`check failed at ${step}; alone: npm run ${step}`);
    process.exit(1);
  }
  console.log(`✓ ${line}`);
}
console.log(`check passed, ${seconds(startedAt).trim()}`);

function runScript(script: string): Promise<{ code: number | null; output: string }> {
  return new Promise((done, fail) => {
    const child = spawn("npm", ["run", "--silent", script], {
      cwd: root,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        output += text;
      });
    }
    child.on("error", fail);
    child.on("close", (code) => done({ code, output }));
  });
}

function seconds(since: number): string {
  return `${((performance.now() - since) / 1000).toFixed(1).padStart(5)} s`;
}
