import {
  type AdvisedSettings,
  type AvailabilityReport,
  adviseCache,
  reportAvailability,
  type ServerEviction,
} from "../../cache/index.js";
import { isOctavecError, type VectorClient } from "../../index.js";
import { type CacheFlags, openNamedCache, withCacheFlags } from "../cache/cache-flags.js";
import type { MakeCommand } from "../program/command-context.js";
import { connectFromFlags, REDIS_FLAG } from "../program/connect-from-flags.js";
import { EXIT_CODES } from "../program/exit-codes.js";
import { commandOf } from "../program/help.js";
import { anyNumber, wholeNumber } from "../program/option-values.js";
import { printJson } from "../program/print.js";
import { percentText } from "../terminal/figures.js";
import { sampleServer } from "../top/server-sample.js";

type AdviseFlags = CacheFlags &
  Pick<AdvisedSettings, "threshold" | "errorBudget" | "maxEntries"> & {
    readonly redis?: string;
    readonly json: boolean;
    readonly availability?: number;
  };

/** `octavec advise`. */
export const adviseCommand: MakeCommand = ({ signal, exitWith }) =>
  withCacheFlags(
    commandOf("advise", {
      about: "what a cache could be set to, from what it did",
      more: `It reads the ledger of the tenant's cache and changes nothing. Advice on the threshold needs --threshold, and verdicts of
cache.feedback(). --availability also prints how much of that error budget is left since the ledger began. The exit code is 2 if there
is advice, or if the objective is missed.`,
      examples: [
        "octavec advise --namespace support --tenant acme --threshold 0.9",
        "octavec advise --namespace support --tenant acme --threshold 0.9 --error-budget 0.01 --max-entries 100000 --json",
        "octavec advise --namespace support --tenant acme --availability 0.999",
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
    .option(
      "--availability <share>",
      "objective: share of look-ups that Redis and the embedder answer",
      anyNumber("--availability", 0.0001, 0.999999),
    )
    .option("--json", "print the advice as JSON", false)
    .action(async ({ redis, json, availability, ...rest }: AdviseFlags) => {
      const { threshold, errorBudget, maxEntries, ...named } = rest;
      await using client = await connectFromFlags(redis);
      await using cache = openNamedCache(client, named);
      const stats = await cache.stats({ signal });
      const server = await readEviction(client, signal);
      const advice = adviseCache(stats, { threshold, errorBudget, maxEntries, server });
      const objective = availability === undefined ? undefined : reportAvailability(stats, availability);
      if (advice.length > 0 || (objective?.budgetLeft ?? 0) < 0) exitWith(EXIT_CODES.no);
      if (json) return printJson({ advice, ...(objective && { availability: objective }) });
      if (objective !== undefined) console.log(formatAvailability(objective));
      if (advice.length === 0) return console.log("No advice: all is well, or too little is known yet.");
      for (const { id, setting, suggestion, evidence, effect } of advice) {
        console.log(`${id} (${setting}): ${suggestion}\n  evidence: ${evidence}\n  effect: ${effect}`);
      }
    });

/** Undefined if this user may not call INFO. */
async function readEviction(client: VectorClient, signal: AbortSignal): Promise<ServerEviction | undefined> {
  try {
    const { fields } = await sampleServer(client, signal);
    return {
      policy: fields.get("maxmemory_policy") ?? "",
      evictedKeys: Number(fields.get("evicted_keys") ?? 0),
    };
  } catch (error) {
    if (isOctavecError(error, "NOT_AUTHORIZED") || isOctavecError(error, "UNSUPPORTED_COMMAND"))
      return undefined;
    throw error;
  }
}

function formatAvailability({
  objective,
  lookups,
  failed,
  availability,
  budgetLeft,
}: AvailabilityReport): string {
  if (availability === undefined || budgetLeft === undefined) return "Availability: no look-up yet.";
  const isMissed = budgetLeft < 0 ? "; the objective is missed" : "";
  return `Availability: ${lookups - failed} of ${lookups} look-ups were answered (${availability.toFixed(6)}, objective ${objective}); ${percentText(budgetLeft)} of the error budget is left${isMissed}`;
}
