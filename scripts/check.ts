/**
 * `npm run check` runs every check that needs no Redis, two at a time and the quick ones first, until the first failure. It
 * prints one line for a step that passes, and the whole output of a step that fails.
 */
import { resolve } from "node:path";
import { runSteps, type StepResult } from "./check/run-steps.js";

/** Names of scripts in package.json. */
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
const CONCURRENCY = 2;

const width = Math.max(...STEPS.map((step) => step.length));
const startedAtMs = performance.now();
const results = await runSteps({
  steps: STEPS.map((step) => ({ name: step, command: "npm", args: ["run", "--silent", step] })),
  concurrency: CONCURRENCY,
  folder: resolve(import.meta.dirname, ".."),
  onPass: ({ name, ms }) => console.log(`✓ ${lineOf(name, ms)}`),
});
const failed = results.find(({ state }) => state === "failed");
if (failed === undefined) {
  console.log(`check passed, ${seconds(performance.now() - startedAtMs).trim()}`);
} else {
  console.error(`✗ ${lineOf(failed.name, failed.ms)}\n\n${failed.output.trimEnd()}\n`);
  const left = results.filter(({ state }) => state === "stopped" || state === "not run").map(titleOf);
  if (left.length > 0) console.error(`not finished: ${left.join(", ")}`);
  console.error(`check failed at ${failed.name}; to repeat only this step: npm run ${failed.name}`);
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
