import { CALIBRATE_HELP, parseCalibrateArgs } from "./args.js";
import { GUARDS_HELP, parseGuardsArgs, parseThresholdArgs, THRESHOLD_HELP } from "./pairs-args.js";
import { runCalibrate } from "./run-calibrate.js";
import { runGuards } from "./run-guards.js";
import { runThreshold } from "./run-threshold.js";

/**
 * `octavec calibrate`.
 *
 * @returns the exit code.
 * @throws UsageError for invalid arguments or input, and any error of the command.
 */
export async function runCalibrateCommand(args: readonly string[], signal: AbortSignal): Promise<number> {
  const [name, ...rest] = args;
  if (name === "threshold") {
    const options = parseThresholdArgs(rest);
    if (options === "help") return show(THRESHOLD_HELP);
    return runThreshold(options, signal);
  }
  if (name === "guards") {
    const options = parseGuardsArgs(rest);
    if (options === "help") return show(GUARDS_HELP);
    await runGuards(options, signal);
    return 0;
  }
  const options = parseCalibrateArgs(args);
  if (options === "help") return show(CALIBRATE_HELP);
  await runCalibrate(options, signal);
  return 0;
}

function show(help: string): number {
  console.log(help);
  return 0;
}
