import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Problem } from "./problem.js";

const DEADLINE_MS = 60_000;

/** Loads modules one after the other with `import` or `require` and says on one line what each left behind. */
const PROBE = `
import { createRequire } from "node:module";
const [way, ...specifiers] = process.argv.slice(2);
const { stdout, stderr } = process;
const write = stdout.write.bind(stdout);
const printed = [];
for (const stream of [stdout, stderr]) stream.write = (text) => printed.push(String(text).trim()) > 0;
const state = () => ({
  handles: process.getActiveResourcesInfo(),
  listeners: process.eventNames().flatMap((name) => process.listeners(name).map(() => String(name))),
});
const require = createRequire(import.meta.url);
const turn = () => new Promise((resolve) => setImmediate(resolve));
// A first round for what Node itself opens at the first import, warning or read.
await import("node:fs/promises");
await turn();
const faults = {};
for (const specifier of specifiers) {
  const before = state();
  const found = (faults[specifier] = []);
  try {
    if (way === "require") require(specifier);
    else await import(specifier);
  } catch (error) {
    found.push("failed: " + (error.code ? error.name + " [" + error.code + "]: " : error.name + ": ") + error.message);
  }
  // One turn, so that what the import itself needed to read files is closed again.
  await turn();
  const after = state();
  for (const name of ["handles", "listeners"]) {
    const known = [...before[name]];
    const grown = after[name].filter((one) => {
      const at = known.indexOf(one);
      if (at !== -1) known.splice(at, 1);
      return at === -1;
    });
    if (grown.length > 0) found.push("left " + name + " behind: " + grown.join(", "));
  }
  for (const text of printed.splice(0)) found.push('printed "' + text + '"');
}
write(JSON.stringify(faults), () => process.exit());
`;

/**
 * Loads every entry point, as ES modules and from CommonJS: each loads, says nothing and leaves nothing open. What several
 * share is looked at where it is loaded first.
 */
export function checkCleanImports(consumer: string, specifiers: readonly string[]): Problem[] {
  writeFileSync(join(consumer, "probe.mjs"), PROBE);
  return (["import", "require"] as const).flatMap((way) =>
    Object.entries(loadFaults(consumer, specifiers, way)).flatMap(([specifier, rules]) =>
      rules.map((rule) => ({
        file: "package.json",
        line: 1,
        rule: `${way} "${specifier}": ${rule}`,
        fix: "do the work when a function is called, and load optional packages there",
      })),
    ),
  );
}

function loadFaults(
  consumer: string,
  specifiers: readonly string[],
  way: "import" | "require",
): Record<string, string[]> {
  const probe = spawnSync(process.execPath, ["probe.mjs", way, ...specifiers], {
    cwd: consumer,
    encoding: "utf8",
    timeout: DEADLINE_MS,
    killSignal: "SIGKILL",
  });
  if (probe.status === 0) return JSON.parse(probe.stdout);
  const reason = probe.signal === null ? probe.stderr.trim() : `was not done after ${DEADLINE_MS / 1000} s`;
  return Object.fromEntries(specifiers.map((specifier) => [specifier, [reason]]));
}
