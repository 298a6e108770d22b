import { parseArgs } from "node:util";
import { UsageError } from "../terminal/usage-error.js";

export interface ServeOptions {
  /** File of the configuration. */
  readonly config: string | undefined;
  readonly port: number | undefined;
  readonly adminPort: number | undefined;
  /** URL of Redis. */
  readonly redis: string | undefined;
  /** Start a Redis for this process, and a cache without a key. */
  readonly demo: boolean;
}

export const SERVE_HELP = `octavec serve [--config FILE] [options]

Starts a gateway: a server with the interface of LangCache. It prints one line of JSON for each event, the first one when it
is ready. SIGHUP, or a change of the file, loads caches, keys and certificates anew. SIGTERM lets running requests end.

  --config <file>      the configuration, YAML or JSON (default: ./octavec.yaml, .yml or .json, if there is one)
  --port <port>        port of caches and proxy (default 8080)
  --admin-port <port>  port of control plane, health and metrics (default 9100)
  --redis <url>        the server (default: that of the file, else REDIS_URL, else redis://localhost:6379)
  --demo               start a Redis that ends with this process, and a cache that asks for no key
  --help               show this text

octavec config check FILE    checks a configuration
octavec config schema        prints the JSON schema of the configuration, for editors
`;

/** The options, or `"help"`. @throws UsageError */
export function parseServeArgs(args: readonly string[]): ServeOptions | "help" {
  const values = parseFlags(args);
  if (values.help) return "help";
  if (values.demo && values.redis !== undefined) {
    throw new UsageError("--demo: starts its own Redis, so leave out --redis");
  }
  return {
    config: values.config,
    port: portOf("--port", values.port),
    adminPort: portOf("--admin-port", values["admin-port"]),
    redis: values.redis,
    demo: values.demo,
  };
}

function portOf(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw new UsageError(`${flag}: expected a port from 0 to 65535, got ${text}`);
}

function parseFlags(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        config: { type: "string" },
        port: { type: "string" },
        "admin-port": { type: "string" },
        redis: { type: "string" },
        demo: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
