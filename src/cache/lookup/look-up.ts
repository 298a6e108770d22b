import { isOctavecError } from "../../errors/index.js";
import { type CacheParts, noteGeneration } from "../cache-parts.js";
import type { CacheEntry, LivingEntry } from "../entry/index.js";
import { readEntry } from "../exact/index.js";
import type { CacheRequest, IdentifiedRequest } from "../request/index.js";
import { prepareQuery } from "../semantic/index.js";
import type { TimeBudget } from "../time-budget.js";
import { withinTime } from "../within-time.js";
import { chooseEntry, findNearest } from "./choose-entry.js";
import { chooseNear } from "./choose-near.js";
import type { CacheHit, CacheTier, LookupResult, LookupWhy, MissReason } from "./lookup-result.js";
import { identityOf } from "./question-identity.js";
import { thresholdOf } from "./threshold-of.js";

/** A look-up's result and what it learned on the way, for storing the answer that is made after a miss. */
export interface Examined {
  readonly result: LookupResult;
  /** Absent when the request is not cached at all. */
  readonly identity?: IdentifiedRequest;
  /** The question's vector, when it was needed, and the milliseconds it took. */
  readonly vector?: Float32Array;
  readonly embedMs?: number;
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
  const examined = await askTiers(parts, request, budget, signal);
  const { identity, result, embedMs } = examined;
  const event = { identity, result, embedMs, durationMs: performance.now() - startedAtMs };
  for (const observer of parts.observers) observer.lookedUp?.(event);
  return examined;
}

async function askTiers(
  parts: CacheParts,
  request: CacheRequest,
  budget: TimeBudget,
  signal: AbortSignal | undefined,
): Promise<Examined> {
  const threshold = thresholdOf(parts.settings, request);
  const pending = identityOf(parts, request, signal);
  const identity = pending instanceof Promise ? await pending : pending;
  if ("bypass" in identity) return { result: miss(identity.bypass) };
  const held = parts.memory?.get(identity.entryId);
  if (held !== undefined && carries(held.entry, identity.tags)) {
    return { identity, result: hitOf(held.entry, "memory", { stale: held.stale }) };
  }
  let askedAt: Examined["askedAt"];
  const fromPrimary = parts.memory?.wantsPrimary === true;
  try {
    const atMs = performance.now();
    const reading = await budget.spend((timeoutMs) =>
      readEntry(parts.executor, parts.keys, identity.entryId, parts.state.generation, {
        timeoutMs,
        signal,
        fromPrimary,
      }),
    );
    noteGeneration(parts, reading.generation);
    if (fromPrimary) parts.memory?.heard(reading.since, atMs);
    askedAt = { generation: reading.generation, since: reading.since };
    if (
      reading.found !== undefined &&
      reading.found !== "corrupt" &&
      carries(reading.found.entry, identity.tags)
    ) {
      parts.memory?.put({ living: reading.found, since: reading.since, atMs });
      return { identity, askedAt, result: hitOfLiving(reading.found, "exact") };
    }
  } catch (error) {
    if (fromPrimary && signal?.aborted !== true) parts.memory?.unheard();
    return { identity, result: unavailable(error, signal) };
  }
  return { identity, askedAt, ...(await lookUpByMeaning(parts, identity, threshold, budget, signal)) };
}

async function lookUpByMeaning(
  parts: CacheParts,
  identity: IdentifiedRequest,
  threshold: number,
  budget: TimeBudget,
  signal: AbortSignal | undefined,
): Promise<Pick<Examined, "result" | "vector" | "embedMs">> {
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
    const near = await chooseNear(parts, identity, query, threshold, signal);
    if (near !== undefined) {
      return { vector, embedMs, result: hitOfLiving(near.living, "memory", near.similarity, near.why) };
    }
    const atMs = performance.now();
    const found = await budget.spend((timeoutMs) =>
      findNearest(parts, searcher, identity, query, threshold, { timeoutMs, signal }),
    );
    noteGeneration(parts, found.generation);
    const timeoutMs = Math.max(1, budget.leftMs);
    const choice = await chooseEntry(parts, identity, query, threshold, found, { timeoutMs, signal });
    if (choice.living === undefined) return { vector, embedMs, result: miss(choice.reason, choice.why) };
    parts.memory?.put({ living: choice.living, since: found.since, atMs, vector: choice.vector });
    const result = hitOfLiving(choice.living, "semantic", choice.similarity, choice.why);
    return { vector, embedMs, result };
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
