import { type GuardFigures, type GuardReport, measureGuards } from "../../cache/index.js";
import { printJson } from "../program/print.js";
import { printTable } from "../terminal/table.js";
import { UsageError } from "../terminal/usage-error.js";
import { readPairs } from "./read-pairs.js";
import { checkPlace, writeWhole } from "./write-whole.js";

export interface GuardOptions {
  readonly pairs: string;
  readonly json?: string | true;
}

/** Reads the pairs, measures, prints the report and writes the requested file. */
export async function runGuards({ pairs: path, json }: GuardOptions, signal: AbortSignal): Promise<void> {
  if (typeof json === "string") await checkPlace("--json", json);
  const pairs = (await readPairs(path, signal)).map((pair, at) => {
    if ("a" in pair) return pair;
    throw new UsageError(`--pairs: pair ${at + 1} has no texts, but guards compare "a" with "b"`);
  });
  const report = measureGuards(pairs);
  if (typeof json === "string") await writeWhole(json, `${JSON.stringify(report, undefined, 2)}\n`);
  if (json === true) printJson(report);
  else print(pairs.length, report);
}

function print(pairs: number, report: GuardReport): void {
  console.log(`${pairs} pairs: ${report.right} with the same answer, ${report.wrong} with different ones\n`);
  printTable(
    ["guard", "applies to", "cost: right pairs rejected", "benefit: wrong pairs rejected"],
    [...report.guards, { guard: "all together", ...report.together }].map(({ guard, ...figures }) => [
      guard,
      String(figures.applicable),
      ...cellsOf(figures),
    ]),
  );
  console.log("\nShares have 95 % intervals. Each guard is measured as if it were the only one.");
}

function cellsOf({
  rightRejected,
  rightRejectedShare,
  wrongRejected,
  wrongRejectedShare,
}: GuardFigures): string[] {
  return [cell(rightRejected, rightRejectedShare), cell(wrongRejected, wrongRejectedShare)];
}

function cell(count: number, { share, low, high }: GuardFigures["rightRejectedShare"]): string {
  if (Number.isNaN(share)) return "no such pairs";
  return `${count} = ${percent(share)} (${percent(low)} to ${percent(high)})`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
