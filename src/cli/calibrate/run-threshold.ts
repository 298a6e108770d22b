import { createEnergeticEmbedder } from "../../embedding/index.js";
import { isOctavecError } from "../../index.js";
import { calibrateThreshold, type ThresholdCalibration, type ThresholdPoint } from "../../learning/index.js";
import { printJson } from "../program/print.js";
import { printTable } from "../terminal/table.js";
import { UsageError } from "../terminal/usage-error.js";
import { embedPairs } from "./embed-pairs.js";
import { plotThreshold } from "./plot-threshold.js";
import { readPairs } from "./read-pairs.js";
import { checkPlace, writeWhole } from "./write-whole.js";

/** Hit rates of the table's rows. The row of the chosen threshold is added. */
const HIT_RATES = [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];

export interface ThresholdOptions {
  readonly pairs: string;
  readonly target: number;
  readonly plot?: string;
  readonly json?: string | true;
}

/** Reads the pairs, embeds texts, chooses, prints the report and writes the requested files. Returns whether a threshold was chosen. */
export async function runThreshold(
  { pairs: path, target, plot, json }: ThresholdOptions,
  signal: AbortSignal,
): Promise<boolean> {
  await checkPlace("--plot", plot);
  if (typeof json === "string") await checkPlace("--json", json);
  const pairs = await embedPairs(await readPairs(path, signal), createEnergeticEmbedder(), signal);
  signal.throwIfAborted();
  const calibration = calibrate(pairs, target);
  const figures = { ...calibration, chosen: calibration.chosen ?? null };
  if (json === true) printJson(figures);
  else print(calibration, pairs.filter(({ same }) => same).length);
  if (plot !== undefined) await writeWhole(plot, plotThreshold(calibration));
  if (typeof json === "string") {
    await writeWhole(json, `${JSON.stringify(figures, undefined, 2)}\n`);
  }
  return calibration.chosen !== undefined;
}

function calibrate(
  pairs: Parameters<typeof calibrateThreshold>[0],
  targetPrecision: number,
): ThresholdCalibration {
  try {
    return calibrateThreshold(pairs, { targetPrecision });
  } catch (error) {
    if (isOctavecError(error, "INVALID_ARGUMENT")) throw new UsageError(error.message);
    throw error;
  }
}

function print(
  { chosen, curve, pairs, leastHits, targetPrecision }: ThresholdCalibration,
  same: number,
): void {
  console.log(
    `${pairs} pairs, ${same} of them with the same answer; target: ${percent(targetPrecision)} of the hits are right\n`,
  );
  const rows = new Set(
    HIT_RATES.map((rate) => curve.find(({ hitRate }) => hitRate >= rate) ?? curve.at(-1)!),
  );
  if (chosen !== undefined) rows.add(chosen);
  const sorted = [...new Map([...rows].map((point) => [point.threshold, point])).values()].sort(
    (a, b) => b.threshold - a.threshold,
  );
  printTable(
    ["threshold", "precision", "95 % interval", "hit rate", "recall", ""],
    sorted.map((point) => rowOf(point, point.threshold === chosen?.threshold)),
  );
  if (chosen !== undefined) {
    console.log(`\nThreshold: ${thresholdText(chosen)}`);
    console.log(
      `With it ${percent(chosen.hitRate)} of the pairs are hits. At most 1 sample in 40 leads to a threshold at which fewer than ` +
        `${percent(targetPrecision)}\nof the hits are right, if its pairs are independent and like those of the cache.`,
    );
    return;
  }
  console.log(`\nNo threshold reaches the target of ${percent(targetPrecision)} with confidence.`);
  console.log(
    `This needs at least ${leastHits} pairs at or above a threshold if none of them is wrong, and more otherwise.`,
  );
}

function rowOf(point: ThresholdPoint, isChosen: boolean): string[] {
  const { precision, hitRate, recall } = point;
  return [
    thresholdText(point),
    percent(precision.share),
    `${percent(precision.low)} to ${percent(precision.high)}`,
    percent(hitRate),
    percent(recall),
    isChosen ? "<- chosen" : "",
  ];
}

/** Rounded down. A threshold that is rounded up would exclude the pair from which it was taken. */
function thresholdText({ threshold }: ThresholdPoint): string {
  return (Math.floor(threshold * 1e5) / 1e5).toFixed(5);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
