import type { Ratio } from "./statistics.js";

export { printTable } from "../../src/cli/index.js";

/** Three significant digits, without exponents. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return "-";
  if (value >= 1_000) return Math.round(value).toLocaleString("en");
  return value.toPrecision(3);
}

/** A ratio's median with the least and greatest of the rounds. */
export function ratioText({ median, min, max }: Ratio): string {
  return `${median.toFixed(3)}× (${min.toFixed(3)} … ${max.toFixed(3)})`;
}
