import type { Command, Option } from "commander";
import { createProgram, EXIT_CODE_MEANINGS } from "../../src/cli/index.js";
import { markdownTable } from "./doc-tables.js";

/** Commands whose options have a table. The others are shown by `--help`, and their guides say the rest. */
const WITH_TABLE = ["doctor", "stats", "top", "dashboard", "explain", "plan", "bench", "export"];

/** The tables of the guide to the program, by the name in the mark of the page. They are made from the commands themselves. */
export function commandTables(): Map<string, readonly string[]> {
  const program = createProgram({ signal: new AbortController().signal, exitWith: () => {} });
  const commands = program.commands.flatMap((command) => withParts(command, ""));
  const optionsOf = (names: readonly string[]) =>
    markdownTable(
      ["Option", "Default", "Meaning"],
      commands
        .filter(({ name }) => names.includes(name.split(" ")[0] ?? ""))
        .flatMap(({ name, command }) => [[`**${name}**`, "", ""], ...command.options.map(optionRow)]),
    );
  return new Map([
    [
      "commands",
      markdownTable(
        ["Command", "What it does"],
        commands.map(({ name, command }) => [`\`octavec ${name}\``, command.summary()]),
      ),
    ],
    ["exit codes", markdownTable(["Exit code", "Meaning"], EXIT_CODE_MEANINGS)],
    ["command options", optionsOf(WITH_TABLE)],
    ["advise options", optionsOf(["advise"])],
  ]);
}

function withParts(command: Command, before: string): { name: string; command: Command }[] {
  const name = `${before}${command.name()}`;
  return [{ name, command }, ...command.commands.flatMap((part) => withParts(part, `${name} `))];
}

function optionRow({ flags, description, defaultValue }: Option): string[] {
  const inText = /\s*\(default: (.+)\)$/.exec(description);
  const isSwitch = defaultValue === false || (defaultValue === true && flags.startsWith("--no-"));
  const value = defaultValue === undefined || isSwitch ? "" : `\`${String(defaultValue)}\``;
  return [`\`${flags}\``, inText?.[1] ?? value, description.replace(/\s*\(default: .+\)$/, "")];
}
