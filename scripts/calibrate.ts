/** `npm run calibrate`: what int8 would cost on your vectors, and the record to code with. `--help` lists the options. */
import { CALIBRATE_HELP, parseCalibrateArgs } from "./calibrate/args.js";
import { runCalibrate } from "./calibrate/run-calibrate.js";
import { UsageError } from "./calibrate/usage-error.js";

const stopping = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.once(signal, () => stopping.abort(new Error(`stopped by ${signal}`)));
}

try {
  const options = parseCalibrateArgs(process.argv.slice(2));
  if (options === "help") console.log(CALIBRATE_HELP);
  else await runCalibrate(options, stopping.signal);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  if (error instanceof UsageError) console.error("See npm run calibrate -- --help");
  process.exitCode = 1;
}
