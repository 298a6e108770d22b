/**
 * `npm run check`: every check that needs no Redis, the quick ones first, two side by side, up to the first failure. A
 * step that passes takes one line; a step that fails shows its whole output.
 */
import { resolve } from "node:path";
import { runSteps, type StepResult } from "./check/run-steps.js";

/** Scripts of package.json. */
const STEPS = [
  "lint",
  "check:imports",
  "typecheck",
  "check:docs",
  "check:api",
  "check:unused",
  "test:unit",
  "check:package",
];
const SIDE_BY_SIDE = 2;

const width = Math.max(...STEPS.map((step) => step.length));
const startedAtMs = performance.now();
const results = await runSteps({
  steps: STEPS.map((step) => ({ name: step, command: "npm", args: ["run", "--silent", step] })),
  sideBySide: SIDE_BY_SIDE,
  folder: resolve(import.meta.dirname, ".."),
  onPass: ({ name, ms }) => console.log(`✓ ${lineOf(name, ms)}`),
});
const failed = results.find(({ state }) => state === "failed");
if (failed === undefined) {
  console.log(`check passed, ${seconds(performance.now() - startedAtMs).trim()}`);
} else {
  console.error(`✗ ${lineOf(failed.name, failed.ms)}\n\n${failed.output.trimEnd()}\n`);
  const left = results.filter(({ state }) => state === "stopped" || state === "not run").map(titleOf);
  if (left.length > 0) console.error(`not done: ${left.join(", ")}`);
  console.error(`check failed at ${failed.name}; alone: npm run ${failed.name}`);
  process.exitCode = 1;
}

function titleOf({ name, state }: StepResult): string {
  return state === "stopped" ? `${name} (stopped)` : name;
}

function lineOf(name: string, ms: number): string {
  return `${name.padEnd(width)}  ${seconds(ms)}`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1).padStart(5)} s`;
}
