import type { Check } from "../contract/check.js";

/** Whether the server may evict a whole vector set. */
export const evictionPolicy: Check = {
  name: "eviction-policy",
  run: ({ facts: { info, config } }) => {
    const policy = config?.get("maxmemory-policy") ?? info.get("maxmemory_policy") ?? "";
    if (!policy.startsWith("allkeys-")) return [];
    const evicted = Number(info.get("evicted_keys") ?? 0);
    return [
      {
        id: "eviction-drops-indexes",
        severity: "error",
        cause:
          "A vector set is one key. With an allkeys policy a full server evicts whole sets: a collection, or the index of a cache, is gone at once.",
        evidence: `maxmemory-policy is ${policy}; ${evicted} keys were evicted since the start`,
        remedy:
          "CONFIG SET maxmemory-policy noeviction, or volatile-lru if other programs need eviction. A semantic cache bounds itself by maxEntries and maxBytes.",
      },
    ];
  },
};
