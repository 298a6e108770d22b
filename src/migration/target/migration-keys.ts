import { OctavecError } from "../../errors/index.js";
import type { VectorRepository } from "../../repository/index.js";

/** Keys of a migration into one collection as a whole. All have the hash tag of the collection's record, so one script can change them together. */
export interface MigrationKeys {
  /** Counter from which live writes and backfills take their versions. It stays after the migration. */
  readonly clock: string;
  /** Stream of the ids whose live write has not reached both sides yet. */
  readonly pending: string;
  /** Name of the active side: `old` or `new`. An absent key means `old`. It stays after the migration. */
  readonly alias: string;
  /** Lock of a cutover or rollback. Writes wait while it exists. It expires. */
  readonly switching: string;
  /** Lock of the process that replays pending ids. It expires. */
  readonly replaying: string;
  /** Checkpoint of the backfill with this name. */
  readonly checkpoint: (name: string) => string;
}

/** Keys that change together with an element. All have the hash tag of the element's shard, so one script can change them together. */
export interface ElementKeys {
  /** The vector set. */
  readonly vectors: string;
  /** Hash of the codes beside the vector set; exists only if the collection keeps codes. */
  readonly codes: string;
  /** Sorted set of the instants of expiry; exists only if elements expire. */
  readonly expiry: string;
  /** Hash from id to JSON text of the values that attributes cannot hold. It stays after the migration. */
  readonly extra: string;
  /** Hash from id to the version of its last live write or delete. For a deleted element the version serves as a tombstone. */
  readonly versions: string;
  /** The version of the last switch. Writes with a lower version are refused, see `nextVersion`. */
  readonly fence: string;
}

const VECTORS_SUFFIX = ":v";

/** @throws OctavecError `INVALID_ARGUMENT`. */
export function migrationKeys({ key }: Pick<VectorRepository, "key">): MigrationKeys {
  const prefix = `${tagOf(key)}:migration`;
  return {
    clock: `${prefix}:clock`,
    pending: `${prefix}:pending`,
    alias: `${prefix}:alias`,
    switching: `${prefix}:switching`,
    replaying: `${prefix}:replaying`,
    checkpoint: (name) => `${prefix}:backfill:${name}`,
  };
}

/**
 * @param vectors - The key of a shard, or of a collection without shards.
 * @throws OctavecError `INVALID_ARGUMENT`.
 */
export function elementKeys(vectors: string): ElementKeys {
  const tag = tagOf(vectors);
  return {
    vectors,
    codes: `${tag}:codes`,
    expiry: `${tag}:expiry`,
    extra: `${tag}:extra`,
    versions: `${tag}:migration:versions`,
    fence: `${tag}:migration:fence`,
  };
}

function tagOf(vectors: string): string {
  if (vectors.endsWith(VECTORS_SUFFIX)) return vectors.slice(0, -VECTORS_SUFFIX.length);
  throw new OctavecError(
    "INVALID_ARGUMENT",
    `target: expected the key of a vector set that ends with ${VECTORS_SUFFIX}, got ${vectors}.`,
  );
}
