import type { MinuteLimits } from "./key-limits.js";

/** `read`: search and health. `write`: everything that changes entries, and `read`. */
export type Action = "read" | "write";

/** What a key may do with one cache. */
export interface Grant extends MinuteLimits {
  readonly cacheId: string;
  readonly actions: readonly Action[];
}

/** A known key. */
export interface Caller {
  /** Names the key in logs and counters: the beginning of its hash, or the id that the control plane gave it. */
  readonly keyId: string;
  readonly grants: readonly Grant[];
}

/** The grant that allows the action on the cache, if there is one. */
export function grantFor({ grants }: Caller, cacheId: string, action: Action): Grant | undefined {
  return grants.find(
    (grant) =>
      grant.cacheId === cacheId && (grant.actions.includes(action) || grant.actions.includes("write")),
  );
}
