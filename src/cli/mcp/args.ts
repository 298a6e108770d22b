import { parseArgs } from "node:util";
import type { ServeMcpOptions } from "../../gateway/index.js";
import { UsageError } from "../terminal/usage-error.js";

type McpOptions = Omit<ServeMcpOptions, "say">;

export const MCP_HELP = `octavec mcp [options]

Serves the Model Context Protocol on standard input and output: tools for collections of vectors and for semantic caches. Programs
such as Claude Desktop start it. Standard error has messages for people.

  --redis <url>           the server (default: that of the file, else REDIS_URL, else redis://localhost:6379)
  --collections <names>   which collections: shop:articles, or shop:* for all that begin so; several with commas (default *)
  --cache <place>         a cache of the library as namespace/tenant or namespace/tenant/name; may be repeated
  --config <file>         a configuration of the gateway: its Redis, embedder and caches
  --allow-write           also the tools that store and delete (default: only those that read)
  --help                  show this text
`;

/** The options, or `"help"`. @throws UsageError */
export function parseMcpArgs(args: readonly string[]): McpOptions | "help" {
  const values = parseFlags(args);
  if (values.help) return "help";
  return {
    config: values.config,
    redis: values.redis,
    collections: values.collections.split(",").map((name) => name.trim()),
    caches: values.cache.map(placeOf),
    allowWrite: values["allow-write"],
  };
}

/** A tenant is written as keys of Redis have it, so that it may contain any character. */
function placeOf(text: string): McpOptions["caches"][number] {
  const parts = text.split("/");
  const [namespace, tenant, name] = parts;
  if (!namespace || !tenant || name === "" || parts.length > 3) {
    throw new UsageError("--cache: expected namespace/tenant or namespace/tenant/name, such as support/acme");
  }
  try {
    return { namespace, tenant: decodeURIComponent(tenant), name };
  } catch {
    throw new UsageError(
      "--cache: expected a tenant as keys have it, with % and two digits for other characters",
    );
  }
}

function parseFlags(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        config: { type: "string" },
        redis: { type: "string" },
        collections: { type: "string", default: "*" },
        cache: { type: "string", multiple: true, default: [] },
        "allow-write": { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
