import { OctavecError } from "../../errors/index.js";
import type { VectorRepository } from "../../repository/index.js";

/** Keys of a migration into one collection. All carry the collection's hash tag, so that one script can change them together. */
export interface MigrationKeys {
  /** The vector set. */
  readonly vectors: string;
  /** Hash of the codes beside the vector set; exists only if the collection keeps codes. */
  readonly codes: string;
  /** Sorted set of the instants of expiry; exists only if elements expire. */
  readonly expiry: string;
  /** Hash from id to JSON text of the values that attributes cannot hold. It stays after the migration. */
  readonly extra: string;
  /** Counter from which live writes take their versions. */
  readonly clock: string;
  /** Hash from id to the version of its last live write or delete. For a deleted element the version serves as a tombstone. */
  readonly versions: string;
  /** Stream of the ids whose live write has not reached both sides yet. */
  readonly pending: string;
  /** Name of the active side: `old` or `new`. An absent key means `old`. */
  readonly alias: string;
  /** Lock of a cutover or rollback. Writes wait while it exists. It expires. */
  readonly switching: string;
  /** Lock of the process that replays pending ids. It expires. */
  readonly replaying: string;
  /** Checkpoint of the backfill with this name. */
  readonly checkpoint: (name: string) => string;
}

const VECTORS_SUFFIX = ":v";

/** A collection as its key and the number of its shards. */
type KeyedCollection = Pick<VectorRepository, "key" | "shards">;

/** @throws OctavecError `UNSUPPORTED_OPERATION` for a collection with shards, whose keys no script can change together. */
export function requireOneKey({ key, shards }: KeyedCollection): void {
  if (shards === 1) return;
  throw new OctavecError(
    "UNSUPPORTED_OPERATION",
    `The collection ${key} has ${shards} shards, and a migration keeps versions beside one key. ` +
      "Copy the records with upsertMany(other.scan({ includeVectors: true })) while nobody writes.",
    { details: { shards } },
  );
}

/** @throws OctavecError as `requireOneKey`, and `INVALID_ARGUMENT`. */
export function migrationKeys(target: KeyedCollection): MigrationKeys {
  requireOneKey(target);
  const { key: vectors } = target;
  if (!vectors.endsWith(VECTORS_SUFFIX)) {
    throw new OctavecError(
      "INVALID_ARGUMENT",
      `target: expected the key of a vector set that ends with ${VECTORS_SUFFIX}, got ${vectors}.`,
    );
  }
  const tag = vectors.slice(0, -VECTORS_SUFFIX.length);
  const prefix = `${tag}:migration`;
  return {
    vectors,
    codes: `${tag}:codes`,
    expiry: `${tag}:expiry`,
    extra: `${tag}:extra`,
    clock: `${prefix}:clock`,
    versions: `${prefix}:versions`,
    pending: `${prefix}:pending`,
    alias: `${prefix}:alias`,
    switching: `${prefix}:switching`,
    replaying: `${prefix}:replaying`,
    checkpoint: (name) => `${prefix}:backfill:${name}`,
  };
}
