import { isOctavecError } from "../../errors/index.js";
import { type CacheParts, noteGeneration } from "../cache-parts.js";
import type { Decision } from "../decision/index.js";
import type { CacheEntry, LivingEntry } from "../entry/index.js";
import { readEntry } from "../exact/index.js";
import type { CacheRequest, IdentifiedRequest } from "../request/index.js";
import { prepareQuery } from "../semantic/index.js";
import type { TimeBudget } from "../time-budget.js";
import { withinTime } from "../within-time.js";
import { chooseEntry, findNearest, type Thresholds } from "./choose-entry.js";
import type { CacheHit, CacheTier, LookupResult, LookupWhy, MissReason } from "./lookup-result.js";
import { identityOf } from "./question-identity.js";
import { floorOf, thresholdOf } from "./threshold-of.js";

/** A look-up's result and what it learned on the way, for storing the answer that is made after a miss. */
export interface Examined {
  readonly result: LookupResult;
  /** Absent when the request is not cached at all. */
  readonly identity?: IdentifiedRequest;
  /** The question's vector, when it was needed, and the milliseconds it took. */
  readonly vector?: Float32Array;
  readonly embedMs?: number;
  /** What the policy said first, where it was asked. */
  readonly decision?: Decision | undefined;
  /** In shadow mode: the hit that is not served. */
  readonly withheld?: CacheHit | undefined;
  /** Where Redis stood when the look-up asked it. */
  readonly askedAt?: { readonly generation: string; readonly since: string };
}

/** Asks the tiers in turn: memory, the exact key, and by meaning. Rejects only for bad arguments and when `signal` is aborted. */
export async function lookUp(
  parts: CacheParts,
  request: CacheRequest,
  budget: TimeBudget,
  signal?: AbortSignal,
): Promise<Examined> {
  parts.lifecycle.use();
  const startedAtMs = performance.now();
  const asked = await askTiers(parts, request, budget, signal);
  const examined = parts.settings.shadow ? withhold(asked) : asked;
  const { identity, result, embedMs, decision, withheld } = examined;
  const durationMs = performance.now() - startedAtMs;
  const event = { identity, result, embedMs, decision, withheld, durationMs };
  for (const observer of parts.observers) observer.lookedUp?.(event);
  return examined;
}

/** A hit as a miss. */
function withhold(examined: Examined): Examined {
  const { result } = examined;
  return result.hit ? { ...examined, withheld: result, result: miss("shadow", result.why) } : examined;
}

async function askTiers(
  parts: CacheParts,
  request: CacheRequest,
  budget: TimeBudget,
  signal: AbortSignal | undefined,
): Promise<Examined> {
  const { settings } = parts;
  const thresholds = { threshold: thresholdOf(settings, request), floor: floorOf(settings, request) };
  const pending = identityOf(parts, request, signal);
  const identity = pending instanceof Promise ? await pending : pending;
  if ("bypass" in identity) return { result: miss(identity.bypass) };
  const held = parts.memory?.get(identity.entryId);
  if (held !== undefined && carries(held.entry, identity.tags)) {
    return { identity, result: hitOf(held.entry, "memory", { stale: held.stale }) };
  }
  let askedAt: Examined["askedAt"];
  try {
    const startedAtMs = performance.now();
    const reading = await budget.spend((timeoutMs) =>
      readEntry(parts.executor, parts.keys, identity.entryId, parts.state.generation, { timeoutMs, signal }),
    );
    noteGeneration(parts, reading.generation);
    askedAt = { generation: reading.generation, since: reading.since };
    if (
      reading.found !== undefined &&
      reading.found !== "corrupt" &&
      carries(reading.found.entry, identity.tags)
    ) {
      parts.memory?.put(reading.found, startedAtMs);
      return { identity, askedAt, result: hitOfLiving(reading.found, "exact") };
    }
  } catch (error) {
    return { identity, result: unavailable(error, signal) };
  }
  return { identity, askedAt, ...(await lookUpByMeaning(parts, identity, thresholds, budget, signal)) };
}

async function lookUpByMeaning(
  parts: CacheParts,
  identity: IdentifiedRequest,
  thresholds: Thresholds,
  budget: TimeBudget,
  signal: AbortSignal | undefined,
): Promise<Pick<Examined, "result" | "decision" | "vector" | "embedMs">> {
  const { embedder, searcher, settings } = parts;
  if (embedder === undefined || searcher === undefined) return { result: miss("embeddings-off") };
  const embeddingSinceMs = performance.now();
  let vector: Float32Array | undefined;
  try {
    [vector] = await withinTime(
      (both) => embedder.embed([identity.text], { signal: both }),
      settings.embedTimeoutMs,
      signal,
    );
    if (vector === undefined) return { result: miss("embedding-failed") };
  } catch (error) {
    signal?.throwIfAborted();
    return { result: miss("embedding-failed", { errorCode: codeOf(error) }) };
  }
  const embedMs = performance.now() - embeddingSinceMs;
  const query = prepareQuery(vector, settings.quantization);
  try {
    const startedAtMs = performance.now();
    const found = await budget.spend((timeoutMs) =>
      findNearest(parts, searcher, identity, query, thresholds, { timeoutMs, signal }),
    );
    noteGeneration(parts, found.generation);
    const timeoutMs = Math.max(1, budget.leftMs);
    const choice = await chooseEntry(parts, identity, query, thresholds, found, { timeoutMs, signal });
    const { decision } = choice;
    if (choice.living === undefined) {
      return { vector, embedMs, decision, result: miss(choice.reason, choice.why) };
    }
    parts.memory?.put(choice.living, startedAtMs);
    const result = hitOfLiving(choice.living, "semantic", choice.similarity, choice.why);
    return { vector, embedMs, decision, result };
  } catch (error) {
    return { vector, embedMs, result: unavailable(error, signal) };
  }
}

function carries(entry: CacheEntry, tags: readonly string[]): boolean {
  return tags.every((tag) => entry.tags.includes(tag));
}

function hitOfLiving(living: LivingEntry, tier: CacheTier, similarity = 1, why: LookupWhy = {}): CacheHit {
  return hitOf(living.entry, tier, { stale: living.remainingMs <= living.staleMs, similarity, why });
}

function hitOf(
  entry: CacheEntry,
  tier: CacheTier,
  { stale, similarity = 1, why = {} }: { stale: boolean; similarity?: number; why?: LookupWhy },
): CacheHit {
  return {
    hit: true,
    tier,
    response: entry.response,
    similarity,
    entryId: entry.entryId,
    answerId: entry.answerId,
    ageMs: Math.max(0, Date.now() - entry.createdAtMs),
    stale,
    tags: entry.tags,
    usage: entry.usage,
    why,
  };
}

function miss(reason: MissReason, why: LookupWhy = {}): LookupResult {
  return { hit: false, reason, why };
}

/** @throws the signal's reason when it was the caller who ended it. */
function unavailable(error: unknown, signal: AbortSignal | undefined): LookupResult {
  signal?.throwIfAborted();
  return miss("unavailable", { errorCode: codeOf(error) });
}

function codeOf(error: unknown): string {
  if (isOctavecError(error)) return error.code;
  return error instanceof Error ? error.name : "unknown";
}
