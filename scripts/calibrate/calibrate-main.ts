import { isOctavecError } from "../../src/index.js";
import { CALIBRATE_HELP, parseCalibrateArgs } from "./args.js";
import { GUARDS_HELP, parseGuardsArgs, parseThresholdArgs, THRESHOLD_HELP } from "./pairs-args.js";
import { runCalibrate } from "./run-calibrate.js";
import { runGuards } from "./run-guards.js";
import { runThreshold } from "./run-threshold.js";

/** The program behind `npm run calibrate`. Gives the exit code. @throws UsageError; what goes wrong. */
export async function calibrateMain(args: readonly string[], signal: AbortSignal): Promise<number> {
  const [name, ...rest] = args;
  if (name === "threshold") {
    const options = parseThresholdArgs(rest);
    return options === "help" ? show(THRESHOLD_HELP) : runThreshold(options, signal);
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

/** With its code, where the library gave one. */
export function messageOf(error: unknown): string {
  const code = isOctavecError(error) ? `${error.code}: ` : "";
  return `${code}${error instanceof Error ? error.message : String(error)}`;
}

function show(help: string): number {
  console.log(help);
  return 0;
}
