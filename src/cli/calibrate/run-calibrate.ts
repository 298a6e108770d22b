import { writeFile } from "node:fs/promises";
import { type Calibration, Calibrator, QuantizationError } from "../../../quantization/index.js";
import { connectFromFlags } from "../program/connect-from-flags.js";
import { printJson } from "../program/print.js";
import { lineProgress } from "../terminal/progress.js";
import { UsageError } from "../terminal/usage-error.js";
import type { CalibrateOptions } from "./calibrate-flags.js";
import { collectionSource } from "./collection-source.js";
import { fileSource } from "./file-source.js";
import type { SampleSource } from "./sample-source.js";

/** Reads the vectors, calibrates, prints the report and writes the requested files. */
export async function runCalibrate(options: CalibrateOptions, signal: AbortSignal): Promise<void> {
  const { source, samples, seed } = options;
  if (source.kind === "file") {
    return report(await fileSource(source.path, source.dimension, samples), options, signal);
  }
  await using client = await connectFromFlags(source.url);
  await report(await collectionSource(client, source.name, { samples, seed, signal }), options, signal);
}

async function report(source: SampleSource, options: CalibrateOptions, signal: AbortSignal): Promise<void> {
  const { record, report: text } = await calibrate(source, options, signal);
  const { bounds: _b, mean: _m, variance: _v, drift: _d, ...rest } = record;
  const figures = { ...rest, note: source.note };
  if (options.json === true) printJson(figures);
  else console.log(source.note === undefined ? text : `${text}\n\n${source.note}`);
  if (options.out !== undefined) {
    await writeFile(options.out, `${JSON.stringify(record)}\n`);
    console.error(`Record: ${options.out}`);
  }
  if (typeof options.json === "string") {
    await writeFile(options.json, `${JSON.stringify(figures, undefined, 2)}\n`);
  }
}

async function calibrate(
  source: SampleSource,
  { model, seed, allowRotation }: CalibrateOptions,
  signal: AbortSignal,
): Promise<Calibration> {
  const calibrator = new Calibrator({ model, dimension: source.dimension, seed, allowRotation });
  // The progress goes to standard error, so that the report can be piped.
  const showProgress = lineProgress("Reading", source.expected, process.stderr);
  let read = 0;
  for await (const vector of source.vectors(signal)) {
    calibrator.add(vector);
    showProgress(++read);
  }
  try {
    return calibrator.calibrate();
  } catch (error) {
    if (error instanceof QuantizationError && error.code === "CALIBRATION_TOO_SMALL") {
      throw new UsageError(error.message);
    }
    throw error;
  }
}
