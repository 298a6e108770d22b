import { QuantizationError } from "../../quantization/index.js";
import { isOctavecError } from "../index.js";
import { runCalibrateCommand } from "./calibrate/run-command.js";
import { runMcp } from "./mcp/run-mcp.js";
import { runConfig } from "./serve/run-config.js";
import { runServe } from "./serve/run-serve.js";
import { UsageError } from "./terminal/usage-error.js";

/** A failure, or input that does not fit. */
const FAILED = 1;

const HELP = `octavec COMMAND [options]

  serve                 a gateway: the interface of LangCache over HTTP, for every language
  config check FILE     checks the configuration of the gateway
  config schema         prints its JSON schema, for editors
  mcp                   tools for collections and caches, for agents that speak the Model Context Protocol
  calibrate             what int8 would cost on your vectors, and which scheme fits them
  calibrate threshold   chooses the threshold of a semantic cache from labelled pairs of questions
  calibrate guards      what the guards of a semantic cache cost and are worth on such pairs

COMMAND --help lists its options.

Exit codes: 0 done; 1 failed, or input that does not fit (standard error says what, with a code); 2 no threshold reaches the
target; 128 and the number of the signal when stopped by one, so 130 for Ctrl-C.
`;

/**
 * The program `octavec`: takes its arguments, prints, and gives the exit code. Never rejects.
 *
 * @param signal - Aborted: the work ends without a report and without half-written files.
 */
export async function octavecMain(args: readonly string[], signal: AbortSignal): Promise<number> {
  const [command, ...rest] = args;
  if (command === "--help" || command === "help") {
    console.log(HELP);
    return 0;
  }
  try {
    if (command === "calibrate") return await runCalibrateCommand(rest, signal);
    if (command === "serve") return await runServe(rest, signal);
    if (command === "config") return await runConfig(rest);
    if (command === "mcp") return await runMcp(rest, signal);
    const got = command === undefined ? "nothing" : JSON.stringify(command);
    throw new UsageError(`octavec: expected a command, which is serve, config, mcp or calibrate, got ${got}`);
  } catch (error) {
    console.error(messageOf(error));
    if (error instanceof UsageError)
      console.error(`See ${["octavec", ...commandOf(args), "--help"].join(" ")}`);
    return FAILED;
  }
}

/** The words that name a command which has a help of its own. */
function commandOf([command, part]: readonly string[]): string[] {
  if (command === "serve" || command === "mcp") return [command];
  if (command !== "calibrate") return [];
  return part === "threshold" || part === "guards" ? [command, part] : [command];
}

/** With its code, where the library gave one. */
function messageOf(error: unknown): string {
  const code = isOctavecError(error) || error instanceof QuantizationError ? `${error.code}: ` : "";
  return `${code}${error instanceof Error ? error.message : String(error)}`;
}
