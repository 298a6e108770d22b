import type { Command } from "commander";
import type { MakeCommand } from "../program/command-context.js";
import { commandOf } from "../program/help.js";
import { wholeNumber } from "../program/option-values.js";
import { runServe } from "../serve/run-serve.js";
import type { ServeOptions } from "../serve/serve-options.js";
import { UsageError } from "../terminal/usage-error.js";

const MORE = `It prints one line of JSON for each event, the first one when it is ready. SIGHUP, or a change of the file, loads caches,
keys and certificates anew. SIGTERM lets running requests end.`;

/** `octavec serve`. */
export const serveCommand: MakeCommand = ({ signal }) =>
  withServeOptions(
    commandOf("serve", {
      about: "start a gateway: the interface of LangCache over HTTP, for every language",
      more: MORE,
      examples: ["octavec serve --demo", "octavec serve --config ./octavec.yaml --redis redis://db:6379"],
    }),
  ).action(async (options: ServeOptions) => {
    if (options.demo && options.redis !== undefined) {
      throw new UsageError("--demo: starts its own Redis, so leave out --redis");
    }
    await runServe(options, signal);
  });

function withServeOptions(command: Command): Command {
  return command
    .option(
      "--config <file>",
      "the configuration, YAML or JSON (default: ./octavec.yaml, .yml or .json, if there is one)",
    )
    .option("--port <port>", "port of caches and proxy (default: 8080)", portOf("--port"))
    .option(
      "--admin-port <port>",
      "port of control plane, health and metrics (default: 9100)",
      portOf("--admin-port"),
    )
    .option(
      "--redis <url>",
      "the server (default: that of the file, else REDIS_URL, else redis://localhost:6379)",
    )
    .option("--demo", "start a Redis that ends with this process, and a cache that asks for no key", false);
}

const portOf = (flag: string) => wholeNumber(flag, 0, 65_535);
