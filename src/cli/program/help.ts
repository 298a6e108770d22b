import { Command } from "commander";

/** A command of which every `--help` ends with examples. `about` is one sentence; `more` follows it in the command's own help. */
export function commandOf(
  name: string,
  { about, more, examples }: { about: string; more?: string; examples: readonly string[] },
): Command {
  return new Command(name)
    .summary(about)
    .description(more === undefined ? `${capital(about)}.` : `${capital(about)}.\n\n${more}`)
    .helpOption("--help", "show this text")
    .helpCommand(false)
    .enablePositionalOptions()
    .addHelpText("after", `\nExamples:\n${examples.map((example) => `  ${example}`).join("\n")}`);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
