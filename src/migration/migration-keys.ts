import { OctavecError } from "../errors/index.js";

/** Keys that a migration into one collection uses. They carry the collection's hash tag, so they change together with it. */
export interface MigrationKeys {
  /** The vector set. */
  readonly vectors: string;
  /** The codes beside it, where the collection keeps codes. */
  readonly codes: string;
  /** A hash id → JSON text of what attributes cannot hold. It belongs to the collection and stays. */
  readonly extra: string;
  /** A counter: the versions of live writes. */
  readonly clock: string;
  /** A hash id → version of the last live write or delete. Without an element of that id it is a tombstone. */
  readonly versions: string;
  /** A stream of the ids whose live write has not reached both sides yet. */
  readonly pending: string;
  /** Which side answers: `old` (also when absent) or `new`. */
  readonly alias: string;
  /** Exists while the alias is being switched: writes wait. Expires by itself. */
  readonly switching: string;
  /** Held by who is writing waiting ids to the other side. Expires by itself. */
  readonly replaying: string;
  /** Of a backfill by its name. */
  readonly checkpoint: (name: string) => string;
}

const VECTORS_SUFFIX = ":v";

/** @param vectors - The key of the target's vector set, `repository.key`. */
export function migrationKeys(vectors: string): MigrationKeys {
  if (!vectors.endsWith(VECTORS_SUFFIX)) {
    throw new OctavecError("INVALID_ARGUMENT", `target: ${vectors} is no key of a collection.`);
  }
  const tag = vectors.slice(0, -VECTORS_SUFFIX.length);
  const prefix = `${tag}:migration`;
  return {
    vectors,
    codes: `${tag}:codes`,
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
