import type { Command } from "commander";
import type { ExitCode } from "./exit-codes.js";

/** What the program gives to its commands. */
export interface CommandContext {
  /** Aborted when the user stops the program. */
  readonly signal: AbortSignal;
  /** Says how the program ends, if not with 0. */
  exitWith(code: ExitCode): void;
}

/** Makes a command, with its options and its help. Does no I/O. */
export type MakeCommand = (context: CommandContext) => Command;
