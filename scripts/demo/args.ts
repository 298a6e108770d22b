import { parseArgs } from "node:util";

export interface DemoOptions {
  /** Folder of .md and .txt files; `undefined` = the packages installed beside this project. */
  readonly path: string | undefined;
  /** Questions of the user's own; empty = the prepared ones. */
  readonly queries: readonly string[];
  /** File for the figures. */
  readonly json: string | undefined;
  readonly keep: boolean;
  /** Most passages to store. */
  readonly limit: number;
}

/** Enough for the figures to mean something, few enough to be embedded in a minute and a half on two cores. */
const DEFAULT_LIMIT = 2_000;

export const HELP = `npm run demo [-- options]

Embeds the documentation of the installed packages with a bundled model, stores it in a Redis 8 vector set with int8
quantization, asks it questions, and measures rate, latency, recall and memory. Needs no network and no Redis: it uses
REDIS_URL, a redis-server on PATH, Docker or Debian's package, whichever works first.

npm run demo -- cache [-- options] shows the semantic cache instead; it has a --help of its own.

  --path <folder>    embed the .md and .txt files of a folder instead
  --query <text>     ask this instead of the prepared questions; may be given several times
  --json <file>      also write the figures and hits to a file
  --keep             leave the server running and print its URL
  --limit <count>    most passages to store, 1 to 1000000 (default ${DEFAULT_LIMIT})
  --help             show this
`;

/** A command line that cannot be meant; the message is for the person who typed it. */
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
