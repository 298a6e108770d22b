import { appendFile, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import type { Fault } from "./fault-table.js";

declare module "vitest" {
  export interface ProvidedContext {
    /** Where fault tests write what they measured, one JSON text a line. */
    faultMeasuresFile: string;
  }
}

export interface Measure {
  readonly fault: Fault;
  readonly test: string;
  /** How many calls ended with each code; `resolved` for none. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** The longest that a call took, in milliseconds. */
  readonly slowestMs: number;
  /** From the server's return to the first call that is served, in milliseconds. */
  readonly recoveryMs: number | undefined;
}

export async function recordMeasure(file: string, measure: Measure): Promise<void> {
  await appendFile(file, `${JSON.stringify(measure)}\n`);
}

/** Global setup of the fault tests: when they have run, prints what they measured as one table. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), "octavec-faults-"));
  const file = join(folder, "measures.jsonl");
  project.provide("faultMeasuresFile", file);
  return async () => {
    const text = await readFile(file, "utf8").catch(() => "");
    await rm(folder, { recursive: true, force: true });
    const measures: Measure[] = text
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line));
    if (measures.length > 0) console.log(renderMeasures(measures));
  };
}

function renderMeasures(measures: readonly Measure[]): string {
  const rows = measures.map(({ fault, test, outcomes, slowestMs, recoveryMs }) => [
    fault,
    recoveryMs === undefined ? "—" : `${Math.round(recoveryMs)} ms`,
    `${Math.round(slowestMs)} ms`,
    Object.entries(outcomes)
      .map(([code, count]) => `${count} ${code}`)
      .join(", "),
    test,
  ]);
  const lines = [["fault", "back in service after", "slowest call", "calls ended as", "test"], ...rows];
  const widths = lines[0]!.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
