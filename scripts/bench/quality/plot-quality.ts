import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { linearScale, linePlot, type Series } from "../../../src/cli/plot/index.js";
import type { CurvePoint } from "./static-curve.js";

/** Hit rate against error of every policy. Gives the file's path. */
export function plotQuality(
  curves: readonly { name: string; points: readonly CurvePoint[] }[],
  about: string,
  folder: string,
): string {
  const series: Series[] = curves.map(({ name, points }) => ({
    name,
    points: points
      .map(({ hitRate, errorRate }) => ({ x: 100 * errorRate, y: 100 * hitRate }))
      .sort((a, b) => a.x - b.x),
  }));
  const svg = linePlot({
    title: "Hits at the same share of wrong answers",
    subtitle: about,
    x: { label: "wrong answers, % of all questions", scale: linearScale(0, 5) },
    y: { label: "hits, % of all questions", scale: linearScale(0, 100) },
    series,
  });
  const path = join(folder, "quality.svg");
  writeFileSync(path, svg);
  return path;
}
