import { Command, CommanderError } from "commander";
import { QuantizationError } from "../../quantization/index.js";
import { isOctavecError } from "../index.js";
import { COMMANDS } from "./commands/list.js";
import type { CommandContext } from "./program/command-context.js";
import { EXIT_CODE_MEANINGS, EXIT_CODES, type ExitCode } from "./program/exit-codes.js";
import { UsageError } from "./terminal/usage-error.js";

/**
 * The program `octavec`: takes its arguments, prints, and gives the exit code. Never rejects.
 *
 * @param signal - Aborted: the work ends without a report and without half-written files.
 */
export async function octavecMain(args: readonly string[], signal: AbortSignal): Promise<number> {
  let code: ExitCode = EXIT_CODES.done;
  const program = createProgram({
    signal,
    exitWith: (given) => {
      code = given;
    },
  });
  try {
    await program.parseAsync([...args], { from: "user" });
    return code;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return EXIT_CODES.done;
    const failure = error instanceof CommanderError ? usageErrorOf(error) : error;
    console.error(messageOf(failure));
    if (failure instanceof UsageError) console.error(`See ${nameOf(program, args)} --help`);
    return EXIT_CODES.failed;
  }
}

/** The program with all its commands. Does no I/O. */
export function createProgram(context: CommandContext): Command {
  const program = new Command("octavec")
    .description("The command line of octavec: vector sets and semantic caches on Redis 8.")
    .usage("COMMAND [options]")
    .argument("[command]")
    .helpOption("--help", "show this text")
    .helpCommand("help [command]", "show the help of a command")
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => console.log(text.trimEnd()),
      outputError: () => {},
      getOutHelpWidth: () => process.stdout.columns ?? HELP_WIDTH,
    })
    .configureHelp({ visibleArguments: () => [] })
    .addHelpText("after", `\nExit codes:\n${exitCodeLines().join("\n")}\n\nExamples:\n${EXAMPLES}`)
    .action((given?: string) => {
      const names = COMMANDS.map((make) => make(context).name());
      const got = given === undefined ? "nothing" : JSON.stringify(given);
      throw new UsageError(
        `octavec: expected a command, which is ${names.slice(0, -1).join(", ")} or ${names.at(-1)}, got ${got}`,
      );
    });
  for (const make of COMMANDS) program.addCommand(inheriting(make(context), program));
  return program;
}

/** Where the output is no terminal. */
const HELP_WIDTH = 120;

const EXAMPLES = `  octavec redis
  octavec doctor --redis redis://localhost:6379
  octavec plan --elements 1000000 --dimension 768
  octavec COMMAND --help`;

function exitCodeLines(): string[] {
  return EXIT_CODE_MEANINGS.map(([code, meaning]) => `  ${code.padEnd(9)}${meaning.replaceAll("`", "")}`);
}

/** Errors and output as those of the program, for the command and the commands below it. */
function inheriting(command: Command, parent: Command): Command {
  command.copyInheritedSettings(parent);
  for (const part of command.commands) inheriting(part, command);
  return command;
}

/** The words that name the command which was asked for. */
function nameOf(program: Command, args: readonly string[]): string {
  const words = [program.name()];
  let command: Command | undefined = program;
  for (const word of args) {
    command = command.commands.find((part) => part.name() === word);
    if (command === undefined) break;
    words.push(word);
  }
  return words.join(" ");
}

function usageErrorOf({ message }: CommanderError): UsageError {
  return new UsageError(message.replace(/^error: /, ""));
}

/** With its code, where the library gave one. */
function messageOf(error: unknown): string {
  const code = isOctavecError(error) || error instanceof QuantizationError ? `${error.code}: ` : "";
  return `${code}${error instanceof Error ? error.message : String(error)}`;
}
