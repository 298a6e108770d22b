import { writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  linearScale,
  linePlot,
  logScale,
  nearOneScale,
  pointPlot,
  type Series,
} from "../../../src/cli/plot/index.js";
import { type SetResult, tierOf } from "./measure-set.js";

/** Bins of the error histogram per power of ten. */
const BINS_PER_DECADE = 10;

/** Writes two plots per set, `errors-<set>.svg` and `recall-<set>.svg`, and gives their paths. */
export function plotAccuracy(results: readonly SetResult[], folder: string): string[] {
  return results.flatMap((result) => {
    const files = { errors: errorPlot(result), recall: recallPlot(result) };
    return Object.entries(files).map(([kind, svg]) => {
      const path = join(folder, `${kind}-${result.set.name}.svg`);
      writeFileSync(path, svg);
      return path;
    });
  });
}

function errorPlot(result: SetResult): string {
  const { set, tiers } = result;
  const series: Series[] = tiers
    .filter(({ error }) => error !== undefined)
    .map(({ name, histogram }) => ({
      name,
      points: histogram.shares(BINS_PER_DECADE).map(({ value, share }) => ({ x: value, y: 100 * share })),
    }));
  const from = 1e-8;
  const largest = Math.max(...tiers.map(({ error }) => error?.max ?? 0));
  const inside = series.map(({ name, points }) => ({ name, points: points.filter(({ x }) => x >= from) }));
  return linePlot({
    title: `Error of the cosine on "${set.name}", ${set.dimension} dimensions`,
    subtitle: `${set.about}; ${result.pairQueries} × ${set.stored.length.toLocaleString("en")} held-out pairs`,
    x: {
      label: "|error| of the cosine",
      scale: logScale(from, 10 ** Math.ceil(Math.log10(largest))),
    },
    y: {
      label: `share of the pairs per bin (${BINS_PER_DECADE} bins per power of ten), %`,
      scale: linearScale(0, 1.05 * Math.max(...inside.flatMap(({ points }) => points.map(({ y }) => y)))),
    },
    series: inside,
  });
}

function recallPlot(result: SetResult): string {
  const { set, tiers, rescored, server } = result;
  const bytesOf = (name: "q8" | "residual") => tierOf(result, name).bytesPerVector;
  const exact = 4 * set.dimension;
  const point = (name: string, bytes: number, recall: number): Series => ({
    name: `${name}: ${recall.toFixed(4)}`,
    points: [{ x: bytes, y: recall }],
  });
  const series: Series[] = [
    ...tiers
      .filter(({ name }) => !name.endsWith("float query") && name !== "residual")
      .map(({ name, bytesPerVector, recallAt10 }) => point(name, bytesPerVector, recallAt10)),
    point("20 of q8, residual", bytesOf("residual"), rescored.recallAt10),
    point("float32", exact, 1),
    point(server.rotated ? "server, rotated" : "server, q8", bytesOf("q8"), server.recallAt10),
  ];
  const recalls = series.flatMap(({ points }) => points.map(({ y }) => y));
  return pointPlot({
    title: `Recall against bytes per vector on "${set.name}", ${set.dimension} dimensions`,
    subtitle: "bytes of the vector itself, without id and graph; recall@10 against exact float32",
    x: { label: "bytes per vector", scale: logScale(set.dimension / 10, exact * 1.6) },
    y: { label: "recall@10", scale: nearOneScale(Math.min(0.9, ...recalls) - 0.05) },
    series,
  });
}
