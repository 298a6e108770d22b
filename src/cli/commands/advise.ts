import { type AdvisedSettings, adviseCache } from "../../cache/index.js";
import { type CacheFlags, openNamedCache, withCacheFlags } from "../cache/cache-flags.js";
import type { MakeCommand } from "../program/command-context.js";
import { connectFromFlags, REDIS_FLAG } from "../program/connect-from-flags.js";
import { EXIT_CODES } from "../program/exit-codes.js";
import { commandOf } from "../program/help.js";
import { anyNumber, wholeNumber } from "../program/option-values.js";
import { printJson } from "../program/print.js";

type AdviseFlags = CacheFlags & AdvisedSettings & { readonly redis?: string; readonly json: boolean };

/** `octavec advise`. */
export const adviseCommand: MakeCommand = ({ signal, exitWith }) =>
  withCacheFlags(
    commandOf("advise", {
      about: "what a cache could be set to, from what it did",
      more: `It reads the ledger of the tenant's cache and changes nothing. Advice on the threshold needs --threshold, and verdicts of
cache.feedback(). The exit code is 2 if there is advice.`,
      examples: [
        "octavec advise --namespace support --tenant acme --threshold 0.9",
        "octavec advise --namespace support --tenant acme --threshold 0.9 --error-budget 0.01 --max-entries 100000 --json",
      ],
    }),
  )
    .option(...REDIS_FLAG)
    .option("--threshold <similarity>", "the threshold of the cache", anyNumber("--threshold", 0, 1))
    .option(
      "--error-budget <share>",
      "share of hits that may be wrong",
      anyNumber("--error-budget", 0.0001, 1),
      0.02,
    )
    .option("--max-entries <count>", "maxEntries of the cache", wholeNumber("--max-entries", 1, 1e9))
    .option("--json", "print the advice as JSON", false)
    .action(async ({ redis, json, threshold, errorBudget, maxEntries, ...named }: AdviseFlags) => {
      await using client = await connectFromFlags(redis);
      await using cache = openNamedCache(client, named);
      const advice = adviseCache(await cache.stats({ signal }), { threshold, errorBudget, maxEntries });
      if (advice.length > 0) exitWith(EXIT_CODES.no);
      if (json) return printJson({ advice });
      if (advice.length === 0) return console.log("No advice: all is well, or too little is known yet.");
      for (const { id, setting, suggestion, evidence, effect } of advice) {
        console.log(`${id} (${setting}): ${suggestion}\n  evidence: ${evidence}\n  effect: ${effect}`);
      }
    });
