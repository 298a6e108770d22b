import { constants } from "node:os";
import { octavecMain } from "./octavec-main.js";
import { EXIT_CODES } from "./program/exit-codes.js";

/** Runs the program in this process: signals end its work, and its exit code becomes that of the process. */
export async function runProgram(args: readonly string[]): Promise<void> {
  const stopping = new AbortController();
  let stoppedBy: "SIGINT" | "SIGTERM" | "SIGHUP" | undefined;
  // A server loads its configuration anew on SIGHUP, and goes on.
  const signals =
    args[0] === "serve" ? (["SIGINT", "SIGTERM"] as const) : (["SIGINT", "SIGTERM", "SIGHUP"] as const);
  for (const signal of signals) {
    process.once(signal, () => {
      stoppedBy ??= signal;
      stopping.abort(new Error(`stopped by ${signal}`));
    });
  }
  const code = await octavecMain(args, stopping.signal);
  // As shells do it: 130 for Ctrl-C. Work that was done before the signal keeps its own code.
  const isStopped = code === EXIT_CODES.failed && stoppedBy !== undefined;
  process.exitCode = isStopped ? 128 + constants.signals[stoppedBy!] : code;
}
