import {
  type AdvisedSettings,
  adviseCache,
  type LatencyObjective,
  reportAvailability,
  reportLatency,
  type ServerEviction,
} from "../../cache/index.js";
import { isOctavecError, type VectorClient } from "../../index.js";
import { type CacheFlags, openNamedCache, withCacheFlags } from "../cache/cache-flags.js";
import {
  daysText,
  formatAdvice,
  formatAvailability,
  formatLatency,
  latencyObjective,
} from "../cache/objectives.js";
import type { MakeCommand } from "../program/command-context.js";
import { connectFromFlags, REDIS_FLAG } from "../program/connect-from-flags.js";
import { EXIT_CODES } from "../program/exit-codes.js";
import { commandOf } from "../program/help.js";
import { anyNumber, wholeNumber } from "../program/option-values.js";
import { printJson } from "../program/print.js";
import { sampleServer } from "../top/server-sample.js";

type AdviseFlags = CacheFlags &
  Pick<AdvisedSettings, "threshold" | "errorBudget" | "maxEntries"> & {
    readonly redis?: string;
    readonly json: boolean;
    readonly availability?: number;
    readonly latency?: LatencyObjective;
    readonly days?: number;
    readonly text: boolean;
  };

/** `octavec advise`. */
export const adviseCommand: MakeCommand = ({ signal, exitWith }) =>
  withCacheFlags(
    commandOf("advise", {
      about: "what a cache could be set to, from what it did",
      more: `It reads the ledger of the tenant's cache and changes nothing. Advice on the threshold needs --threshold, and verdicts of
cache.feedback(). --availability and --latency also print how much of these error budgets is left: of availability since the ledger
began or in the latest --days, of latency in the latest --days, 31 at most. The exit code is 2 if there is advice, or if an objective
is missed.`,
      examples: [
        "octavec advise --namespace support --tenant acme --threshold 0.9",
        "octavec advise --namespace support --tenant acme --threshold 0.9 --error-budget 0.01 --max-entries 100000 --json",
        "octavec advise --namespace support --tenant acme --availability 0.999 --latency 50ms=0.99 --days 30",
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
    .option(
      "--latency <time=share>",
      "objective: share of look-ups that take at most so long, as in 50ms=0.99",
      latencyObjective,
    )
    .option("--days <count>", "days that the objectives are judged on, 1 to 31", wholeNumber("--days", 1, 31))
    .option("--text", "show the questions of entries", false)
    .option("--json", "print the advice as JSON", false)
    .action(async ({ redis, json, availability, latency, days, text, ...rest }: AdviseFlags) => {
      const { threshold, errorBudget, maxEntries, ...named } = rest;
      await using client = await connectFromFlags(redis);
      await using cache = openNamedCache(client, named);
      const stats = await cache.stats({ signal });
      const recent = await cache.recentDays({ days, includeText: text, signal });
      const server = await readEviction(client, signal);
      const advice = adviseCache(stats, { threshold, errorBudget, maxEntries, server, recent });
      const judged = days === undefined ? stats : recent;
      const answered = availability === undefined ? undefined : reportAvailability(judged, availability);
      const took = latency === undefined ? undefined : reportLatency(recent, latency);
      const isMissed = [answered, took].some((report) => (report?.budgetLeft ?? 0) < 0);
      if (advice.length > 0 || isMissed) exitWith(EXIT_CODES.no);
      if (json) {
        return printJson({
          advice,
          ...(answered && { availability: answered }),
          ...(took && { latency: took }),
        });
      }
      const of = days === undefined ? "" : ` of ${daysText(recent.days)}`;
      if (answered !== undefined) console.log(formatAvailability(answered, of));
      if (took !== undefined) console.log(formatLatency(took));
      if (advice.length === 0) return console.log("No advice: all is well, or too little is known yet.");
      for (const one of advice) console.log(formatAdvice(one));
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
