import { scopeIdOfEntry } from "./scope-id.js";

/**
 * The keys of one tenant's cache. All carry one hash tag, so they share a cluster slot and a script can touch them
 * together; an ACL rule `~{namespace:tenant:*` fences them. What belongs to entries also carries the generation: a flush
 * raises it and thereby leaves everything of the old one behind at once.
 *
 * - `{tag}:g` string: the generation, absent means 0
 * - `{tag}:ev` stream: invalidations, and answers that took another one's place
 * - `{tag}:inv` sorted set: entry, label or `*` (all) → when it was invalidated last, in the order of events; the latest 10,000
 * - `{tag}:old` set: generations whose keys are still to be removed
 * - `{tag}:led` hash: what the ledger counted, over all generations; money in millionths
 * - `{tag}:led:<instance>` string: number of the latest batch of counts of one cache object; a day
 * - `{tag}:sweep` string: who sweeps at present; expires by itself
 * - `{tag}:labels`, `model`, `words:1`, `quality`, `arms`, `threshold`: what the decision policy keeps, see `src/learning`
 * - `{tag}:<g>:e:<entry>` hash: one entry; expires by itself
 * - `{tag}:<g>:v:<scope>` vector set: entry → vector
 * - `{tag}:<g>:exp` sorted set: entry → when it expires, milliseconds of the server's clock; +inf for never
 * - `{tag}:<g>:use` sorted set: entry → its worth to the eviction policy, in half-lives since 1970; the least goes first
 * - `{tag}:<g>:own` hash: entry → its bytes and labels, for taking it away when its hash has expired
 * - `{tag}:<g>:sum` hash: `entries`, `bytes`, and `e`, the largest error norm of a code
 * - `{tag}:<g>:l:<label>` set: entries that carry a tag or come from a model
 * - `{tag}:<g>:f:<entry>` string: who makes the answer of an entry at present; expires by itself
 * - `{tag}:fence` string: number of the latest of these leases
 */
export class CacheKeys {
  readonly base: string;

  constructor({ namespace, tenant, name }: { namespace: string; tenant: string; name: string }) {
    this.base = `{${namespace}:${tenant}:${name}}:`;
  }

  get generation(): string {
    return `${this.base}g`;
  }

  get events(): string {
    return `${this.base}ev`;
  }

  entry(generation: string, entryId: string): string {
    return `${this.base}${generation}:e:${entryId}`;
  }

  expiries(generation: string): string {
    return `${this.base}${generation}:exp`;
  }

  uses(generation: string): string {
    return `${this.base}${generation}:use`;
  }

  lease(generation: string, entryId: string): string {
    return `${this.base}${generation}:f:${entryId}`;
  }

  vectors(generation: string, scopeId: string): string {
    return `${this.base}${generation}:v:${scopeId}`;
  }

  sums(generation: string): string {
    return `${this.base}${generation}:sum`;
  }

  label(generation: string, labelId: string): string {
    return `${this.base}${generation}:l:${labelId}`;
  }

  vectorsOf(generation: string, entryId: string): string {
    return this.vectors(generation, scopeIdOfEntry(entryId));
  }
}
