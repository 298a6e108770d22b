import type { CheckedCacheConfig } from "../config/index.js";

/** What a cache of the gateway is like, without its keys. */
export interface CacheDefinition extends Omit<CheckedCacheConfig, "keys"> {
  /** `config`: from the file, which alone can change it. `control`: made by the control plane and kept in Redis. */
  readonly from: "config" | "control";
  /** Whether it serves requests without a key: a cache of the file for which no key is configured. */
  readonly isOpen: boolean;
  /** What the control plane was told. A gateway has one database, so it changes nothing. */
  readonly databaseId?: string | undefined;
  /** When the control plane made it, or this process read it from the file: milliseconds since 1970. */
  readonly createdAtMs: number;
}

export function definitionOf({ keys, ...cache }: CheckedCacheConfig, createdAtMs: number): CacheDefinition {
  return { ...cache, from: "config", isOpen: keys.length === 0, createdAtMs };
}
