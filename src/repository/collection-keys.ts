/**
 * The key names of one collection. All carry one hash tag, so they share a cluster slot: a script can look at the record and
 * write an element in one step.
 */
export interface CollectionKeys {
  /** The vector set. */
  readonly vectors: string;
  /** A set of the key names under which `clear` parks vector sets to remove them piece by piece. */
  readonly clearing: string;
  /** The collection's record: a hash with the creation parameters. */
  readonly meta: string;
  /** The hash id → residual or float32 code, where the collection keeps codes. */
  readonly codes: string;
  /** A sorted set with the largest range among the vectors whose codes were written. */
  readonly bounds: string;
  /** The hashes with calibration records: this and the version's number. */
  readonly calibrationPrefix: string;
}

/**
 * Unambiguous because a collection's name holds no `:` (the options schema sees to it): `a:b` + `c` and `a` + `b:c`
 * cannot meet. An ACL rule such as `~{shop:acme:*` fences a tenant.
 */
export function collectionKeys(namespace: string, collection: string): CollectionKeys {
  const tag = `{${namespace}:${collection}}`;
  return {
    vectors: `${tag}:v`,
    clearing: `${tag}:clearing`,
    meta: `${tag}:meta`,
    codes: `${tag}:codes`,
    bounds: `${tag}:bounds`,
    calibrationPrefix: `${tag}:calibration:`,
  };
}
