import type { RepositoryOptions } from "../../options/index.js";

/** Namespace and name of a collection. */
export type CollectionPlace = Pick<RepositoryOptions, "namespace" | "collection">;

/**
 * The key names of one collection. All have one hash tag, so they share a cluster slot, and a script can compare the record
 * and write an element in one step.
 */
export interface CollectionKeys {
  /** The vector set. */
  readonly vectors: string;
  /** A set of the names to which `clear` has renamed vector sets that it is removing. */
  readonly clearing: string;
  /** The collection's record: a hash with the creation parameters. */
  readonly meta: string;
  /** A hash from id to residual, int8 or float32 code; exists only if the collection keeps codes. */
  readonly codes: string;
  /** A sorted set with the largest range of all vectors whose codes were written. */
  readonly bounds: string;
  /** A hash with the lexical index (see `words.lua.ts`); exists only if the collection has the option `text`. */
  readonly words: string;
  /** A sorted set from id to the instant of expiry, for the sweep; exists only if elements expire. */
  readonly expiry: string;
  /** Prefix of the hashes with calibration records. The version number follows. */
  readonly calibrationPrefix: string;
  /** A text with the token of the process that calibrates or rewrites codes. It expires by itself. */
  readonly calibrationLease: string;
  /** A hash that says how far the rewriting of codes has come; exists while codes are rewritten. */
  readonly rewriting: string;
}

/**
 * The options schema allows no `:` in the name of a collection. So `a:b` + `c` and `a` + `b:c` have different keys. An ACL rule
 * such as `~{shop:acme:*` restricts a user to one tenant.
 */
export function collectionKeys(namespace: string, collection: string): CollectionKeys {
  const tag = `{${namespace}:${collection}}`;
  return {
    vectors: `${tag}:v`,
    clearing: `${tag}:clearing`,
    meta: `${tag}:meta`,
    codes: `${tag}:codes`,
    bounds: `${tag}:bounds`,
    words: `${tag}:words`,
    expiry: `${tag}:expiry`,
    calibrationPrefix: `${tag}:calibration:`,
    calibrationLease: `${tag}:calibrating`,
    rewriting: `${tag}:rewriting`,
  };
}

/** Each shard is a collection of its own. Its namespace joins namespace and name of the whole collection. */
export function shardPlace({ namespace, collection }: CollectionPlace, name: string): CollectionPlace {
  return { namespace: `${namespace}:${collection}`, collection: name };
}
