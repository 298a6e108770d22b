import { Command } from "commander";

/** A line end after so many characters only keeps the source narrow. Terminals wrap the text by themselves. */
const SOURCE_LINE_END = /(?<=[^\n]{100})\n(?=\S)/g;

/** A command of which every `--help` ends with examples. `about` is one sentence; `more` follows it in the command's own help. */
export function commandOf(
  name: string,
  { about, more, examples }: { about: string; more?: string; examples: readonly string[] },
): Command {
  return new Command(name)
    .summary(about)
    .description([`${capital(about)}.`, ...(more === undefined ? [] : [unwrapped(more)])].join("\n\n"))
    .helpOption("--help", "show this text")
    .helpCommand(false)
    .enablePositionalOptions()
    .addHelpText("after", `\nExamples:\n${examples.map((example) => `  ${example}`).join("\n")}`);
}

function unwrapped(text: string): string {
  return text.replace(SOURCE_LINE_END, " ");
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
