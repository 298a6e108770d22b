import { parseArgs } from "node:util";

export interface DemoOptions {
  /** Folder of .md and .txt files; undefined for the packages in this project's `node_modules`. */
  readonly path: string | undefined;
  /** The user's own questions; empty for the prepared ones. */
  readonly queries: readonly string[];
  /** File for the figures. */
  readonly json: string | undefined;
  readonly keep: boolean;
  /** Largest number of passages to store. */
  readonly limit: number;
}

/** Enough for meaningful figures, and embedded within 90 seconds on two cores. */
const DEFAULT_LIMIT = 2_000;

export const HELP = `npm run demo [-- options]

Embeds the documentation of the installed packages with a bundled model, stores it in a Redis 8 vector set with int8
quantization, asks questions, and measures rate, latency, recall and memory. Needs no network and no Redis: it uses
REDIS_URL, a redis-server on PATH, Docker or Debian's package, whichever works first.

npm run demo -- cache [-- options] shows the semantic cache instead. It has its own --help.

  --path <folder>    embed the .md and .txt files of a folder instead
  --query <text>     ask this instead of the prepared questions; can be repeated
  --json <file>      also write the figures and hits to a file
  --keep             leave the server running and print its URL
  --limit <count>    largest number of passages to store, 1 to 1000000 (default ${DEFAULT_LIMIT})
  --help             show this text
`;

/** Invalid arguments. The message is for the user of the command line. */
export class UsageError extends Error {}

/** The options, or `"help"`. @throws UsageError */
export function parseDemoArgs(args: readonly string[]): DemoOptions | "help" {
  const values = parseFlags(args);
  if (values.help) return "help";
  const queries = values.query ?? [];
  if (queries.some((query) => query.trim() === ""))
    throw new UsageError("--query: expected a question, got nothing");
  const limit = values.limit === undefined ? DEFAULT_LIMIT : Number(values.limit);
  if (!Number.isInteger(limit) || limit < 1 || limit > 1_000_000) {
    throw new UsageError(`--limit: expected a whole number from 1 to 1000000, got ${values.limit}`);
  }
  return { path: values.path, queries, json: values.json, keep: values.keep, limit };
}

function parseFlags(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        path: { type: "string" },
        query: { type: "string", multiple: true },
        json: { type: "string" },
        limit: { type: "string" },
        keep: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    });
    return values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
