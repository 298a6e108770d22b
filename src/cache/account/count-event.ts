import type { ResolvedPrices } from "../../options/index.js";
import type { RemovedEntries } from "../../telemetry/index.js";
import {
  costOf,
  type EmbedEvent,
  embeddingOf,
  type JudgeUse,
  type LookupEvent,
  MICROS,
  type MissReason,
  type StoreEvent,
  usedTokens,
  type VerdictEvent,
} from "../contract/index.js";
import { embeddedCharacters } from "../question/index.js";
import type { Counters } from "./counters.js";

/** Why a look-up was no hit: nothing fitting was stored, the request is not cached, or Redis or the embedder failed. */
export type MissKind = "miss" | "bypass" | "error";

const KINDS: Readonly<Partial<Record<MissReason, MissKind>>> = {
  "multi-turn": "bypass",
  "agent-turn": "bypass",
  "empty-prompt": "bypass",
  "prompt-too-long": "bypass",
  "embedding-failed": "error",
  unavailable: "error",
};

export function kindOf(reason: MissReason): MissKind {
  return KINDS[reason] ?? "miss";
}

/** Similarities are counted in 50 bins of 0.02 from 0 to 1; below 0 counts as the first, 1 as the last. */
export const BIN_COUNT = 50;
export const BIN_WIDTH = 1 / BIN_COUNT;

/** A similarity that lies on a border belongs to the bin above it. */
export function binOf(similarity: number): number {
  // The small addend is for 0.58: it is a little less than 29 / 50 and would fall into the bin below.
  const bin = Math.floor(similarity * BIN_COUNT + 1e-9);
  return Math.min(BIN_COUNT - 1, Math.max(0, bin));
}

/**
 * Names of the counters in `{tag}:led`. Those of a category end with `@` and its name; only categories that the options
 * declare are counted apart, so that there are never more counters than the options make.
 *
 * `hit:<tier>`, `miss:<reason>`, `bypass:<reason>`, `error:<reason>`, `near:hit:<bin>`, `near:miss:<bin>`,
 * `saved:input`, `saved:output` (tokens), `saved:<currency>` (millionths), `unpriced` (hits), `embed:texts`,
 * `embed:tokens`, `embed:<currency>`, `judge:calls`, `judge:failures`, `judge:ms`, `judge:<currency>`, `store:stored`, `store:replaced`, `refused:<reason>`, `removed:expired`, `removed:evicted`,
 * `right:<tier>:<bin>`, `wrong:<tier>:<bin>`, `guard:<name>`. By day, in keys of their own: `took:<kind>:<place>`, `anew:<entry id>`.
 */
export function countLookup(
  counters: Counters,
  settings: ResolvedPrices,
  { identity, result, embedMs, judge }: LookupEvent,
  account: string,
): void {
  if (result.hit) counters.add(`hit:${result.tier}${account}`);
  else counters.add(`${kindOf(result.reason)}:${result.reason}${account}`);
  if (embedMs !== undefined && identity !== undefined) {
    countEmbedding(counters, settings, { texts: 1, characters: embeddedCharacters(identity) }, account);
  }
  if (judge !== undefined) countJudge(counters, settings, judge, account);
  // A stale answer is made anew at once: it saved time, not tokens.
  if (!result.hit || result.stale) return;
  const { input, output } = usedTokens(result.usage);
  if (input > 0) counters.add(`saved:input${account}`, input);
  if (output > 0) counters.add(`saved:output${account}`, output);
  const micros =
    result.usage === undefined ? undefined : costOf(settings.prices, identity?.model, result.usage);
  if (micros === undefined) counters.add(`unpriced${account}`);
  else if (micros > 0) counters.add(`saved:${settings.currency}${account}`, micros);
}

/** Counts look-ups that searched by meaning. An exact match always has similarity 1 and says nothing. */
export function countSimilarity(counters: Counters, { result }: LookupEvent): void {
  if (result.hit) {
    if (result.tier === "semantic" || result.similarity < 1)
      counters.add(`near:hit:${binOf(result.similarity)}`);
  } else if (result.why.nearestSimilarity !== undefined) {
    counters.add(`near:miss:${binOf(result.why.nearestSimilarity)}`);
  }
}

/** A candidate that several guards rejected counts once for each of them. */
export function countGuards(counters: Counters, { result }: LookupEvent): void {
  for (const { guard, verdict } of result.why.guards ?? []) {
    if (verdict === "reject") counters.add(`guard:${guard}`);
  }
}

function countJudge(
  counters: Counters,
  { judgeCostPerCall, currency }: ResolvedPrices,
  { calls, failures, durationMs }: JudgeUse,
  account: string,
): void {
  counters.add(`judge:calls${account}`, calls);
  if (failures > 0) counters.add(`judge:failures${account}`, failures);
  counters.add(`judge:ms${account}`, durationMs);
  if (judgeCostPerCall > 0) counters.add(`judge:${currency}${account}`, calls * judgeCostPerCall * MICROS);
}

export function countEmbedding(
  counters: Counters,
  settings: ResolvedPrices,
  { texts, characters }: Pick<EmbedEvent, "texts" | "characters">,
  account: string,
): void {
  const { tokens, micros } = embeddingOf(characters, settings);
  counters.add(`embed:texts${account}`, texts);
  counters.add(`embed:tokens${account}`, tokens);
  if (micros > 0) counters.add(`embed:${settings.currency}${account}`, micros);
}

export function countStore(counters: Counters, { result }: StoreEvent): void {
  if (!result.stored) counters.add(`refused:${result.reason}`);
  else counters.add(result.replaced ? "store:replaced" : "store:stored");
}

/** What a flush leaves behind is not counted: somebody wanted it gone. */
export function countRemoved(counters: Counters, { expired, evicted }: RemovedEntries): void {
  if (expired > 0) counters.add("removed:expired", expired);
  if (evicted > 0) counters.add("removed:evicted", evicted);
}

export function countVerdict(counters: Counters, { correct, tier, similarity }: VerdictEvent): void {
  const bin = similarity === undefined ? "none" : binOf(similarity);
  counters.add(`${correct ? "right" : "wrong"}:${tier ?? "unknown"}:${bin}`);
}
