import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { linearScale, pointPlot } from "../../../src/cli/plot/index.js";
import { printTable, ratioText } from "../table.js";
import { type Change, changesBetween } from "./changes.js";
import { ratiosOf } from "./ratios.js";

/**
 * `bench -- compare BEFORE AFTER`: two JSON files of benches, with a table, and a plot in `outputFolder`.
 * @returns whether nothing became slower beyond the noise.
 */
export async function compareRuns(
  [before, after]: readonly string[],
  outputFolder: string,
): Promise<boolean> {
  if (before === undefined || after === undefined) {
    throw new Error("compare: expected two files, as `--json FILE` writes them.");
  }
  const [first, second] = await Promise.all([before, after].map(readRun));
  const changes = changesBetween(ratiosOf(first), ratiosOf(second)).sort((a, b) => a.factor - b.factor);
  if (changes.length === 0) throw new Error("compare: the two files have no figure with a spread in common.");
  printTable(
    ["figure", "before", "after", "change", ""],
    changes.map(({ name, before, after, factor, verdict }) => [
      ...[name, ratioText(before), ratioText(after)],
      ...[`${((factor - 1) * 100).toFixed(1)} %`, verdict],
    ]),
  );
  const file = join(outputFolder, "compare.svg");
  await writeFile(file, plotOf(changes));
  const slower = changes.filter(({ verdict }) => verdict === "slower").length;
  console.log(`\n${slower} of ${changes.length} figures are slower beyond the noise. Plot: ${file}`);
  return slower === 0;
}

async function readRun(file: string): Promise<unknown> {
  return JSON.parse(await readFile(file, "utf8"));
}

function plotOf(changes: readonly Change[]): string {
  const factors = changes.map(({ factor }) => factor);
  const [least, most] = [Math.min(0.8, ...factors), Math.max(1.2, ...factors)];
  const verdicts = ["slower", "within noise", "faster"] as const;
  return pointPlot({
    title: "Benches: after against before",
    subtitle: "a point per figure, from the slowest to the fastest; 1 is no change",
    x: { label: "figure", scale: linearScale(0, changes.length + 1) },
    y: { label: "median after ÷ median before", scale: linearScale(least, most) },
    series: verdicts.map((name) => ({
      name,
      points: changes.flatMap(({ verdict, factor }, place) =>
        verdict === name ? [{ x: place + 1, y: factor }] : [],
      ),
    })),
  });
}
