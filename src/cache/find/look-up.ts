import type { TimeBudget } from "../../async/index.js";
import { failureCode } from "../../errors/index.js";
import type {
  CacheEntry,
  CacheHit,
  CacheTier,
  LivingEntry,
  LookupResult,
  LookupWhy,
  MissReason,
} from "../contract/index.js";
import { dropDamaged, type PreparedQuery, prepareQuery, readEntry } from "../entries/index.js";
import type { CacheRequest, IdentifiedRequest } from "../question/index.js";
import { embedQuestion, identityOf } from "../question/index.js";
import { chooseEntry, findNearest, type Thresholds } from "./choose-entry.js";
import { chooseNear } from "./choose-near.js";
import type { Examined } from "./examined.js";
import type { LookupContext } from "./lookup-context.js";
import { floorOf, thresholdOf } from "./threshold-of.js";

/** Asks the tiers in turn: memory, the exact key, and by meaning. Rejects only for bad arguments and when `signal` is aborted. */
export async function lookUp(
  parts: LookupContext,
  request: CacheRequest,
  budget: TimeBudget,
  signal?: AbortSignal,
): Promise<Examined> {
  parts.lifecycle.use();
  const startedAtMs = performance.now();
  const asked = await askTiers(parts, request, budget, signal);
  const examined = parts.bound.isShadow === true ? withhold(asked) : asked;
  const { identity, result, embedMs, decision, withheld, vector } = examined;
  const durationMs = performance.now() - startedAtMs;
  const event = { identity, result, embedMs, decision, withheld, vector, durationMs };
  for (const observer of parts.observers) observer.lookedUp?.(event);
  return examined;
}

/** A hit as a miss. */
function withhold(examined: Examined): Examined {
  const { result } = examined;
  return result.hit ? { ...examined, withheld: result, result: miss("shadow", result.why) } : examined;
}

async function askTiers(
  parts: LookupContext,
  request: CacheRequest,
  budget: TimeBudget,
  signal: AbortSignal | undefined,
): Promise<Examined> {
  const { settings } = parts;
  const thresholds = { threshold: thresholdOf(settings, request), floor: floorOf(settings, request) };
  const pending = identityOf(parts, request, signal);
  const identity = pending instanceof Promise ? await pending : pending;
  if ("bypass" in identity) {
    const { bypass, errorCode } = identity;
    return { result: miss(bypass, errorCode === undefined ? {} : { errorCode }) };
  }
  const held = parts.memory?.get(identity.entryId);
  if (held !== undefined && carries(held.entry, identity.tags)) {
    const { freshForMs, stale } = held;
    return { identity, freshForMs, result: hitOf(held.entry, "memory", { stale }) };
  }
  // Those who would take the same answer share the trips and the embedding.
  const wanted = JSON.stringify([identity.entryId, thresholds, identity.category, identity.tags]);
  const { value, joined } = await parts.lookups.run(
    wanted,
    (shared) => askRedis(parts, identity, thresholds, budget, shared),
    { signal },
  );
  if (!joined) return value;
  // One decision is counted, learned from and audited once.
  const { embedMs: _, decision: __, ...rest } = value;
  return rest;
}

async function askRedis(
  parts: LookupContext,
  identity: IdentifiedRequest,
  thresholds: Thresholds,
  budget: TimeBudget,
  signal: AbortSignal | undefined,
): Promise<Examined> {
  let passedOver: Pick<Examined, "passedOverMs"> = {};
  let askedAt: Examined["askedAt"];
  const fromPrimary = parts.memory?.wantsPrimary === true;
  try {
    const atMs = performance.now();
    const reading = await budget.spend((timeoutMs) =>
      readEntry(parts.executor, parts.keys, identity.entryId, parts.generation.current, {
        timeoutMs,
        signal,
        fromPrimary,
      }),
    );
    parts.generation.note(reading.generation);
    if (fromPrimary) parts.memory?.heard(reading.since, atMs);
    askedAt = { generation: reading.generation, since: reading.since };
    if (reading.found === "corrupt") dropDamaged(parts, [identity.entryId]);
    else if (reading.found !== undefined && carries(reading.found.entry, identity.tags)) {
      parts.memory?.put({ living: reading.found, since: reading.since, atMs });
      return { identity, askedAt, ...hitOfLiving(reading.found, "exact") };
    } else if (reading.found !== undefined) {
      passedOver = { passedOverMs: reading.found.entry.createdAtMs };
    }
  } catch (error) {
    if (fromPrimary && signal?.aborted !== true) parts.memory?.unheard();
    return { identity, result: unavailable(error, signal) };
  }
  return {
    identity,
    askedAt,
    ...passedOver,
    ...(await lookUpByMeaning(parts, identity, thresholds, budget, signal)),
  };
}

async function lookUpByMeaning(
  parts: LookupContext,
  identity: IdentifiedRequest,
  thresholds: Thresholds,
  budget: TimeBudget,
  signal: AbortSignal | undefined,
): Promise<Pick<Examined, "result" | "decision" | "vector" | "embedMs" | "freshForMs">> {
  const { embedder, searcher, settings } = parts;
  if (embedder === undefined || searcher === undefined) return { result: miss("embeddings-off") };
  const embeddingSinceMs = performance.now();
  let embedded: Awaited<ReturnType<typeof embedQuestion>>;
  let query: PreparedQuery;
  try {
    embedded = await embedQuestion(parts, embedder, identity.text, signal);
    query = prepareQuery(embedded.vector, settings.quantization);
  } catch (error) {
    signal?.throwIfAborted();
    return { result: miss("embedding-failed", { errorCode: failureCode(error) }) };
  }
  const { vector } = embedded;
  // Another's embedding is not this look-up's.
  const told = embedded.joined ? { vector } : { vector, embedMs: performance.now() - embeddingSinceMs };
  try {
    const near = await chooseNear(parts, identity, query, thresholds, signal);
    if (near !== undefined) {
      const { decision } = near;
      return { ...told, decision, ...hitOfLiving(near.living, "memory", near.similarity, near.why) };
    }
    const atMs = performance.now();
    const found = await budget.spend((timeoutMs) =>
      findNearest(parts, searcher, identity, query, thresholds, { timeoutMs, signal }),
    );
    parts.generation.note(found.generation);
    if (found.dead > 0) for (const observer of parts.observers) observer.foundDead?.(found.dead);
    const timeoutMs = Math.max(1, budget.leftMs);
    const choice = await chooseEntry(parts, identity, query, thresholds, found, { timeoutMs, signal });
    const { decision } = choice;
    if (choice.living === undefined) return { ...told, decision, result: miss(choice.reason, choice.why) };
    parts.memory?.put({ living: choice.living, since: found.since, atMs, vector: choice.vector });
    return { ...told, decision, ...hitOfLiving(choice.living, "semantic", choice.similarity, choice.why) };
  } catch (error) {
    return { ...told, result: unavailable(error, signal) };
  }
}

function carries(entry: CacheEntry, tags: readonly string[]): boolean {
  return tags.every((tag) => entry.tags.includes(tag));
}

function hitOfLiving(
  { entry, remainingMs, staleMs }: LivingEntry,
  tier: CacheTier,
  similarity = 1,
  why: LookupWhy = {},
): { result: CacheHit; freshForMs: number } {
  const freshForMs = Math.max(0, remainingMs - staleMs);
  return { freshForMs, result: hitOf(entry, tier, { stale: freshForMs === 0, similarity, why }) };
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
    createdAtMs: entry.createdAtMs,
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
  return miss("unavailable", { errorCode: failureCode(error) });
}
