import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Problem } from "./problem.js";

const DEADLINE_MS = 20_000;

/** Loads a module with `import` or `require` and says on one line what that left behind. */
const PROBE = `
import { createRequire } from "node:module";
// Opened here, so that a dependency that only looks at them is not blamed.
const { stdout } = process;
process.stderr;
const state = () => ({
  handles: process.getActiveResourcesInfo(),
  listeners: process.eventNames().flatMap((name) => process.listeners(name).map(() => String(name))),
});
const before = state();
if (process.argv[3] === "require") createRequire(import.meta.url)(process.argv[2]);
else await import(process.argv[2]);
// One turn, so that what the import itself needed to read files is closed again.
await new Promise((resolve) => setImmediate(resolve));
const after = state();
const grown = (name) => {
  const known = [...before[name]];
  return after[name].filter((one) => {
    const at = known.indexOf(one);
    if (at !== -1) known.splice(at, 1);
    return at === -1;
  });
};
stdout.write(JSON.stringify({ handles: grown("handles"), listeners: grown("listeners") }), () => process.exit());
`;

/**
 * Loads every entry point in a process of its own, as an ES module and from CommonJS: it loads, says nothing and leaves
 * nothing open.
 */
export function checkCleanImports(consumer: string, specifiers: readonly string[]): Problem[] {
  writeFileSync(join(consumer, "probe.mjs"), PROBE);
  return specifiers.flatMap((specifier) =>
    (["import", "require"] as const).flatMap((way) =>
      loadFaults(consumer, specifier, way).map((rule) => ({
        file: "package.json",
        line: 1,
        rule: `${way} "${specifier}": ${rule}`,
        mend: "do the work when a function is called, and load optional packages there",
      })),
    ),
  );
}

function loadFaults(consumer: string, specifier: string, way: "import" | "require"): string[] {
  const probe = spawnSync(process.execPath, ["probe.mjs", specifier, way], {
    cwd: consumer,
    encoding: "utf8",
    timeout: DEADLINE_MS,
    killSignal: "SIGKILL",
  });
  if (probe.signal !== null) return [`was not done after ${DEADLINE_MS / 1000} seconds`];
  if (probe.status !== 0) return [`failed: ${errorLine(probe.stderr)}`];
  if (probe.stderr !== "") return [`printed "${probe.stderr.trim()}"`];
  const answerAt = probe.stdout.lastIndexOf('{"handles"');
  if (answerAt !== 0) return [`printed "${probe.stdout.slice(0, answerAt).trim()}"`];
  const grown: Record<string, string[]> = JSON.parse(probe.stdout);
  return Object.entries(grown).flatMap(([name, all]) =>
    all.length > 0 ? [`left ${name} behind: ${all.join(", ")}`] : [],
  );
}

function errorLine(stderr: string): string {
  return stderr.split("\n").find((line) => /^\w*Error\b/.test(line)) ?? stderr.trim();
}
