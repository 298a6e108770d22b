/** `npm run calibrate`: the error of int8 on your vectors, and threshold and guards of a cache. `--help` lists the options. */
import { constants } from "node:os";
import { calibrateMain, messageOf } from "./calibrate/calibrate-main.js";
import { UsageError } from "./calibrate/usage-error.js";

const args = process.argv.slice(2);
const stopping = new AbortController();
let failed = 1;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.once(signal, () => {
    // The newer commands return the exit code of shells, such as 130 for Ctrl-C. Calibration of vectors has always returned 1.
    if (args[0] === "threshold" || args[0] === "guards") failed = 128 + constants.signals[signal];
    stopping.abort(new Error(`stopped by ${signal}`));
  });
}

try {
  process.exitCode = await calibrateMain(args, stopping.signal);
} catch (error) {
  console.error(messageOf(error));
  if (error instanceof UsageError) console.error("See npm run calibrate -- --help");
  process.exitCode = failed;
}
