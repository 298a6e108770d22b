import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Slot } from "../rounds.js";

const PROBE = `
const startedAtMs = performance.now();
const cpuBefore = process.cpuUsage();
for (const specifier of process.argv.slice(2)) await import(specifier);
const { user, system } = process.cpuUsage(cpuBefore);
console.log(JSON.stringify({ ms: performance.now() - startedAtMs, cpuMicros: user + system }));
`;

/** A contender that imports the packages in a new process each time, from the folder in which they are installed. */
export function importOf(consumer: string, specifiers: readonly string[]): () => Promise<Slot> {
  writeFileSync(join(consumer, "import-probe.mjs"), PROBE);
  return async () => {
    const { stdout } = await promisify(execFile)(process.execPath, ["import-probe.mjs", ...specifiers], {
      cwd: consumer,
    });
    const { ms, cpuMicros }: { ms: number; cpuMicros: number } = JSON.parse(stdout);
    return { opsPerSecond: 1_000 / ms, latenciesMs: [ms], clientCpuMicros: cpuMicros };
  };
}
