import type { CheckedCacheSettings } from "../../../options/index.js";
import { MemoryShare, type SharedTier } from "./memory-share.js";

/** What a family needs of its members. */
export interface Member {
  close(): Promise<void>;
}

/** Caches of tenants that are kept open beside the first one. */
const MOST_OPEN = 1_000;

/**
 * The caches of one application's tenants: the first cache, and one per further tenant, made when it is first asked for.
 * Together their memory tiers keep within the bounds of one.
 */
export class TenantFamily<C extends Member> {
  /** Its tenant is undefined if it serves none. */
  readonly #first: { readonly tenant: string | undefined; readonly member: C };
  readonly #memory: MemoryShare | undefined;
  readonly #mostOpen: number;
  /** In the order of use: the most recently used member comes last. */
  readonly #members = new Map<string, C>();

  constructor(
    first: { readonly tenant: string | undefined; readonly member: C },
    { memory, autoTune }: Pick<CheckedCacheSettings, "memory" | "autoTune">,
    mostOpen = MOST_OPEN,
  ) {
    this.#first = first;
    const maxEntries = autoTune?.memoryEntries?.max;
    this.#memory =
      memory === false ? undefined : new MemoryShare({ ...memory, ...(maxEntries && { maxEntries }) });
    this.#mostOpen = mostOpen;
  }

  /** The tenant's cache. When too many are open, the least recently used one is closed. */
  of(tenant: string, make: () => C): C {
    if (tenant !== undefined && tenant === this.#first.tenant) return this.#first.member;
    const member = this.#members.get(tenant) ?? make();
    this.#members.delete(tenant);
    this.#members.set(tenant, member);
    const [oldest] = this.#members;
    if (this.#members.size > this.#mostOpen && oldest !== undefined) {
      this.#members.delete(oldest[0]);
      void oldest[1].close();
    }
    return member;
  }

  /** Called after each use of a member's memory tier. */
  usedMemory(tier: SharedTier | undefined): void {
    if (tier !== undefined) this.#memory?.used(tier);
  }

  /** A member was closed: the next call for its tenant makes a new one. Closing the first member closes all. */
  async leave(member: C, tier: SharedTier | undefined): Promise<void> {
    if (tier !== undefined) this.#memory?.forget(tier);
    const others = [...this.#members].filter(
      ([, other]) => member === this.#first.member || other === member,
    );
    for (const [tenant] of others) this.#members.delete(tenant);
    await Promise.all(others.map(([, other]) => (other === member ? undefined : other.close())));
  }
}
