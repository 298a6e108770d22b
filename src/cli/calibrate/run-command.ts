import { CALIBRATE_HELP, parseCalibrateArgs } from "./args.js";
import { GUARDS_HELP, parseGuardsArgs, parseThresholdArgs, THRESHOLD_HELP } from "./pairs-args.js";

/**
 * `octavec calibrate`. It loads only the modules of the chosen command.
 *
 * @returns the exit code.
 * @throws UsageError for invalid arguments or input, and any error of the command.
 */
export async function runCalibrateCommand(args: readonly string[], signal: AbortSignal): Promise<number> {
  const [name, ...rest] = args;
  if (name === "threshold") {
    const options = parseThresholdArgs(rest);
    if (options === "help") return show(THRESHOLD_HELP);
    const { runThreshold } = await import("./run-threshold.js");
    return runThreshold(options, signal);
  }
  if (name === "guards") {
    const options = parseGuardsArgs(rest);
    if (options === "help") return show(GUARDS_HELP);
    const { runGuards } = await import("./run-guards.js");
    await runGuards(options, signal);
    return 0;
  }
  const options = parseCalibrateArgs(args);
  if (options === "help") return show(CALIBRATE_HELP);
  const { runCalibrate } = await import("./run-calibrate.js");
  await runCalibrate(options, signal);
  return 0;
}

function show(help: string): number {
  console.log(help);
  return 0;
}
