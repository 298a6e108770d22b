/** `read`: search and health. `write`: everything that changes entries, and `read`. */
export type Action = "read" | "write";

/** What a key may do with one cache. */
export interface Grant {
  readonly cacheId: string;
  readonly actions: readonly Action[];
}

/** Whether one of the grants allows the action on the cache. */
export function allows(grants: readonly Grant[], cacheId: string, action: Action): boolean {
  return grants.some(
    (grant) =>
      grant.cacheId === cacheId && (grant.actions.includes(action) || grant.actions.includes("write")),
  );
}
