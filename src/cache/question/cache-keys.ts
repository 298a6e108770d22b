import { tenantInKeys } from "../../options/index.js";

/**
 * The keys of one tenant's cache. All have one hash tag, so they share a cluster slot and a script can use them together. The
 * ACL rule `~{namespace:tenant:*` covers them, with the tenant as {@link tenantInKeys} writes it. Keys of entries also contain
 * the generation: a flush raises it, so nothing of the old generation is found any more.
 *
 * - `{tag}:g` string: the generation, absent means 0
 * - `{tag}:ev` stream: invalidations, and entries whose answer was replaced
 * - `{tag}:inv` sorted set: entry, label or `*` (all) → number of the event that invalidated it last; the latest 10,000
 * - `{tag}:quar` sorted set: label of a writer whose answers are not served → when that began, milliseconds of the server's clock
 * - `{tag}:old` set: generations whose keys are still to be removed
 * - `{tag}:led` hash: what the ledger counted, over all generations; money in millionths
 * - `{tag}:led:<instance>` string: number of the latest batch of counts of one cache object; expires after a day
 * - `{tag}:day:<day>` hash: look-ups of one day since 1970, by what they found and how long they took; expires after 31 days
 * - `{tag}:day:<day>:anew` sorted set: entry → how often its answer was made again that day; at most 500; expires after 7 days
 * - `{tag}:sweep` string: the process that sweeps at present; expires by itself
 * - `{tag}:labels`, `model`, `words:1`, `pairs:1`, `quality`, `arms`, `threshold`: data of the decision policy, see `src/learning`
 * - `{tag}:<g>:e:<entry>` hash: one entry; expires by itself
 * - `{tag}:<g>:v:<scope>` vector set: entry → vector
 * - `{tag}:<g>:exp` sorted set: entry → when it expires, milliseconds of the server's clock; +inf for never
 * - `{tag}:<g>:use` sorted set: entry → its worth to the eviction policy, in half-lives since 1970; the least goes first
 * - `{tag}:<g>:own` hash: entry → its bytes and labels, needed when its hash has expired
 * - `{tag}:<g>:sum` hash: `entries`, `bytes`, and `e`, the largest error norm of a code
 * - `{tag}:<g>:l:<label>` set: entries that have a tag, come from a model or a writer, or are on probation for a writer
 * - `{tag}:<g>:f:<entry>` string: lease of the caller that makes the answer at present; expires by itself
 * - `{tag}:fence` string: number of the latest of these leases
 */
export class CacheKeys {
  readonly base: string;

  constructor({ namespace, tenant, name }: { namespace: string; tenant: string; name: string }) {
    this.base = `{${namespace}:${tenantInKeys(tenant)}:${name}}:`;
  }

  get generation(): string {
    return `${this.base}g`;
  }

  get events(): string {
    return `${this.base}ev`;
  }

  get quarantine(): string {
    return `${this.base}quar`;
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
}
