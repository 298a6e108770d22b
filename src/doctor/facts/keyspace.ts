import type { Executor, SendOptions } from "../../executor.js";
import { replyOf } from "../../reply.js";
import { scanPages } from "../../scan.js";

/** One generation of one tenant's cache, as its keys show it. */
export interface FoundGeneration {
  /** What its keys begin with: `{namespace:tenant:name}:`. */
  readonly base: string;
  readonly generation: string;
  /** Its vector sets. */
  readonly sets: Set<string>;
  /** Entries that no list of the cache names: they are neither counted, nor evicted, nor swept. */
  orphanedEntries: number;
}

/** The keys of octavec on a server. */
export interface Keyspace {
  /** Hash tags of collections, `{namespace:collection}`, that have a set or a record. */
  readonly collections: Set<string>;
  /** By base and generation. */
  readonly generations: Map<string, FoundGeneration>;
  /** Hash tags with a hash of codes, or a sorted set of expiries. */
  readonly codes: Set<string>;
  readonly expiries: Set<string>;
}

const OF_COLLECTION = /^(\{[^{}]+\}):(v|meta|codes|expiry)$/;
const OF_CACHE = /^(\{[^{}]+\}:)(\d+):(?:(e|v):([^:]+)|exp|use|own|sum|l:.+)$/;

/** Calls `onEntries` with entries of a page that no list names. */
export interface WalkOptions extends SendOptions {
  /** Only keys whose hash tag begins with this namespace. */
  readonly namespace?: string | undefined;
  readonly onOrphans?: ((keys: readonly string[]) => Promise<void>) | undefined;
}

/** Walks over all keys, a page at a time: two round trips for each 1,000 keys. */
export async function readKeyspace(
  executor: Executor,
  { namespace, onOrphans, ...options }: WalkOptions,
): Promise<Keyspace> {
  const found: Keyspace = {
    collections: new Set(),
    generations: new Map(),
    codes: new Set(),
    expiries: new Set(),
  };
  const match = namespace === undefined ? "{*}:*" : `{${namespace}:*}:*`;
  for await (const keys of scanPages(executor, match, options)) {
    const orphans = await noteKeys(executor, found, keys, options);
    if (orphans.length > 0) await onOrphans?.(orphans);
  }
  return found;
}

/** @returns entries of the page that are orphans. */
async function noteKeys(
  executor: Executor,
  found: Keyspace,
  keys: readonly string[],
  options: SendOptions,
): Promise<string[]> {
  const entries: { readonly key: string; readonly id: string; readonly of: FoundGeneration }[] = [];
  for (const key of keys) {
    const [, tag, part] = OF_COLLECTION.exec(key) ?? [];
    if (tag !== undefined) {
      if (part === "v" || part === "meta") found.collections.add(tag);
      else (part === "codes" ? found.codes : found.expiries).add(tag);
    }
    const [, base, generation, kind, id] = OF_CACHE.exec(key) ?? [];
    if (base === undefined || generation === undefined) continue;
    const of = generationOf(found, base, generation);
    if (kind === "v") of.sets.add(key);
    if (kind === "e" && id !== undefined) entries.push({ key, id, of });
  }
  if (entries.length === 0) return [];
  // In this order: an entry that is removed in between is gone for the second command.
  const steps = entries.flatMap(({ key, id, of }) => [
    ["ZSCORE", `${of.base}${of.generation}:exp`, id],
    ["EXISTS", key],
  ]);
  const results = await executor.pipeline(steps, { ...options, readOnly: true });
  return entries.flatMap(({ key, of }, at) => {
    const isOrphan =
      replyOf(results[2 * at], options.signal) === null && replyOf(results[2 * at + 1], options.signal) === 1;
    if (!isOrphan) return [];
    of.orphanedEntries++;
    return [key];
  });
}

function generationOf(found: Keyspace, base: string, generation: string): FoundGeneration {
  const key = `${base}${generation}`;
  const known = found.generations.get(key);
  if (known !== undefined) return known;
  const of = { base, generation, sets: new Set<string>(), orphanedEntries: 0 };
  found.generations.set(key, of);
  return of;
}
