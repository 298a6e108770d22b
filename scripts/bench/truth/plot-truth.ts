import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { linearScale, linePlot } from "../../../src/cli/plot/index.js";
import type { GuardName } from "../../../src/options/index.js";
import { isRight } from "./labelled-pairs.js";
import type { JudgedPair } from "./truth-figures.js";

/** Paraphrases served against wrong pairs served, for thresholds from 1 down to 0.4. Gives the file's path. */
export function plotTruth(
  pairs: readonly JudgedPair[],
  contenders: readonly { readonly name: string; readonly guards: readonly GuardName[] }[],
  about: string,
  folder: string,
): string {
  const right = pairs.filter(isRight);
  const wrong = pairs.filter((pair) => !isRight(pair));
  const svg = linePlot({
    title: "Right and wrong pairs served, by threshold",
    subtitle: about,
    x: { label: "wrong pairs served, %", scale: linearScale(0, 100) },
    y: { label: "paraphrases served, %", scale: linearScale(0, 100) },
    series: contenders.map(({ name, guards }) => {
      const served = (list: readonly JudgedPair[], threshold: number) =>
        list.filter(
          ({ similarity, rejectedBy }) =>
            similarity >= threshold && !guards.some((guard) => rejectedBy.has(guard)),
        ).length;
      return {
        name,
        points: Array.from({ length: 61 }, (_, step) => ({
          x: (100 * served(wrong, 1 - step / 100)) / wrong.length,
          y: (100 * served(right, 1 - step / 100)) / right.length,
        })),
      };
    }),
  });
  const path = join(folder, "truth.svg");
  writeFileSync(path, svg);
  return path;
}
