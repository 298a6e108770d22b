import { parseArgs } from "node:util";
import { UsageError } from "../args.js";

export interface CacheDemoOptions {
  /** File of labelled questions in the format of CLINC150; undefined for questions generated from the documentation in `node_modules`. */
  readonly data: string | undefined;
  /** Number of questions. */
  readonly count: number;
  readonly threshold: number;
  readonly json: string | undefined;
}

const DEFAULT_COUNT = 400;
const DEFAULT_THRESHOLD = 0.85;

export const CACHE_HELP = `npm run demo -- cache [options]

Asks a semantic cache questions as a service would. A slow replacement of a model answers the misses. Hits come from memory,
or from Redis by the exact question or by meaning. Needs no network and no Redis.

  --data <file>       labelled questions (JSON lists of [text, label]) instead of generated questions
  --questions <count> number of questions, 10 to 20000 (default ${DEFAULT_COUNT})
  --threshold <0…1>   least cosine similarity of a hit (default ${DEFAULT_THRESHOLD})
  --json <file>       also write the figures to a file
  --help              show this text
`;

/** @throws UsageError */
export function parseCacheArgs(args: readonly string[]): CacheDemoOptions | "help" {
  const values = parseFlags(args);
  if (values.help) return "help";
  const count = values.questions === undefined ? DEFAULT_COUNT : Number(values.questions);
  if (!Number.isInteger(count) || count < 10 || count > 20_000) {
    throw new UsageError(`--questions: expected a whole number from 10 to 20000, got ${values.questions}`);
  }
  const threshold = values.threshold === undefined ? DEFAULT_THRESHOLD : Number(values.threshold);
  if (!(threshold >= 0 && threshold <= 1)) {
    throw new UsageError(`--threshold: expected a number from 0 to 1, got ${values.threshold}`);
  }
  return { data: values.data, count, threshold, json: values.json };
}

function parseFlags(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        data: { type: "string" },
        questions: { type: "string" },
        threshold: { type: "string" },
        json: { type: "string" },
        help: { type: "boolean", default: false },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
