#!/usr/bin/env node
import { constants } from "node:os";
import { octavecMain } from "./octavec-main.js";

const stopping = new AbortController();
let stoppedBy: "SIGINT" | "SIGTERM" | "SIGHUP" | undefined;
const args = process.argv.slice(2);
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
process.exitCode = code === 1 && stoppedBy !== undefined ? 128 + constants.signals[stoppedBy] : code;
