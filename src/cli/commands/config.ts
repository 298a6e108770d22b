import type { MakeCommand } from "../program/command-context.js";
import { commandOf } from "../program/help.js";
import { printJson } from "../program/print.js";
import { UsageError } from "../terminal/usage-error.js";

/** `octavec config`. */
export const configCommand: MakeCommand = () =>
  commandOf("config", {
    about: "check the configuration of the gateway, or print its schema",
    examples: ["octavec config check ./octavec.yaml", "octavec config schema > octavec.schema.json"],
  })
    .action(() => {
      throw new UsageError("octavec config: expected check FILE, or schema");
    })
    .addCommand(checkCommand())
    .addCommand(schemaCommand());

function checkCommand() {
  return commandOf("check", {
    about: "check a configuration, and say as JSON what it has",
    examples: ["octavec config check ./octavec.yaml"],
  })
    .argument("<file>", "the configuration, YAML or JSON")
    .action(async (file: string) => {
      // Only this command and `serve` need the gateway.
      const { readConfigFile } = await import("../../gateway/index.js");
      const { caches, proxy } = await readConfigFile(file);
      printJson({ event: "config-ok", caches: caches.length, upstreams: proxy?.upstreams.length ?? 0 });
    });
}

function schemaCommand() {
  return commandOf("schema", {
    about: "print the JSON schema of the configuration, for editors",
    examples: ["octavec config schema > octavec.schema.json"],
  }).action(async () => {
    const { gatewayConfigJsonSchema } = await import("../../gateway/index.js");
    console.log(JSON.stringify(gatewayConfigJsonSchema(), null, 2));
  });
}
