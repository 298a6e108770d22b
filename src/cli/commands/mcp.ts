import { cachePlaceOf, type McpOptions } from "../mcp/mcp-options.js";
import { runMcp } from "../mcp/run-mcp.js";
import type { MakeCommand } from "../program/command-context.js";
import { commandOf } from "../program/help.js";

const MORE = `It serves the Model Context Protocol on standard input and output. Programs such as Claude Desktop start it. Standard error has
messages for people.`;

/** `octavec mcp`. */
export const mcpCommand: MakeCommand = ({ signal }) =>
  commandOf("mcp", {
    about: "tools for collections of vectors and for semantic caches, for agents",
    more: MORE,
    examples: [
      "octavec mcp --redis redis://db:6379 --collections shop:*",
      "octavec mcp --cache support/acme --allow-write",
    ],
  })
    .option(
      "--redis <url>",
      "the server (default: that of the file, else REDIS_URL, else redis://localhost:6379)",
    )
    .option(
      "--collections <names>",
      "which collections: shop:articles, or shop:* for all that begin so; several with commas",
      "*",
    )
    .option(
      "--cache <place>",
      "a cache of the library as namespace/tenant or namespace/tenant/name; may be repeated",
      (text, before: McpOptions["cache"]) => [...before, cachePlaceOf(text)],
      [],
    )
    .option("--config <file>", "a configuration of the gateway: its Redis, embedder and caches")
    .option("--allow-write", "also the tools that store and delete", false)
    .action((options: McpOptions) => runMcp(options, signal));
