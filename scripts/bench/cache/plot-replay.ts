import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { linearScale, linePlot } from "../../../src/cli/plot/index.js";
import type { ReplayFigures } from "./replay.js";

/** Hit rate and wrong hits against the threshold, with and without guards. Gives the file's path. */
export function plotReplay(runs: readonly ReplayFigures[], about: string, folder: string): string {
  const line = (name: string, guards: boolean, value: (run: ReplayFigures) => number) => ({
    name,
    points: runs
      .filter((run) => run.guards === guards)
      .map((run) => ({ x: run.threshold, y: 100 * value(run) })),
  });
  const thresholds = runs.map(({ threshold }) => threshold);
  const svg = linePlot({
    title: "What a threshold on the similarity gives and costs",
    subtitle: about,
    x: {
      label: "threshold (cosine similarity)",
      scale: linearScale(Math.min(...thresholds), Math.max(...thresholds)),
    },
    y: { label: "share, %", scale: linearScale(0, 100) },
    series: [
      line("hits", false, ({ hitRate }) => hitRate),
      line("hits, with guards", true, ({ hitRate }) => hitRate),
      line("wrong, of the questions in scope", false, ({ wrongInScope }) => wrongInScope),
      line("the same, with guards", true, ({ wrongInScope }) => wrongInScope),
      line("wrong, of those out of scope", false, ({ wrongOutOfScope }) => wrongOutOfScope),
      line("the same, with guards", true, ({ wrongOutOfScope }) => wrongOutOfScope),
    ],
  });
  const path = join(folder, "cache-replay.svg");
  writeFileSync(path, svg);
  return path;
}
