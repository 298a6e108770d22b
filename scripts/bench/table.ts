import { printTable } from "../../src/cli/index.js";
import type { Ratio } from "./statistics.js";

export { printTable };

/** Three significant digits, without exponents. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return "-";
  if (value >= 1_000) return Math.round(value).toLocaleString("en");
  return value.toPrecision(3);
}

/** A table of figures with their titles and the most that each may be. */
export function printTargets<Name extends string>(
  targets: Readonly<Record<Name, { readonly title: string; readonly target: number }>>,
  figures: Readonly<Record<Name, number>>,
  textOf: (value: number) => string = figure,
): void {
  const names = Object.keys(targets) as Name[];
  printTable(
    ["figure", "key", "now", "at most", ""],
    names.map((name) => {
      const { title, target } = targets[name];
      const now = figures[name];
      return [title, name, textOf(now), textOf(target), now <= target ? "reached" : "not reached"];
    }),
  );
}

/** A ratio's median with the least and greatest of the rounds. */
export function ratioText({ median, min, max }: Ratio): string {
  return `${median.toFixed(3)}× (${min.toFixed(3)} … ${max.toFixed(3)})`;
}
