import { ROTATION_ALGORITHM, Rotation } from "../../../quantization/index.js";
import { OctavecError } from "../../errors/index.js";

/** What lies beside the set: nothing, what Q8 rounded away as int8, or the vector as float32. */
export type StoredPrecision = "native" | "residual" | "float32";

/** How the vectors of a collection are kept; fixed at creation and written in its record. */
export interface CollectionLayout {
  readonly precision: StoredPrecision;
  /** Applied to what goes into the set, undone for what comes out of it. */
  readonly rotation: Rotation | undefined;
}

/** No codes, no rotation. Records of such collections are those of the first layout, word for word. */
export const PLAIN_LAYOUT: CollectionLayout = { precision: "native", rotation: undefined };

/** Version 1: plain. Version 2 adds precision and rotation, which a program that knows only 1 must not overlook. */
const PLAIN_VERSION = "1";
const VERSION = "2";

/** The record's fields about the layout. */
export function layoutFields({ precision, rotation }: CollectionLayout): Record<string, string> {
  if (precision === "native" && rotation === undefined) return { schemaVersion: PLAIN_VERSION };
  return { schemaVersion: VERSION, precision, rotation: rotation === undefined ? "" : nameOf(rotation.seed) };
}

/**
 * The layout that a record tells of; of a record of version 1 the plain one, whatever else it holds.
 *
 * @throws OctavecError `COLLECTION_MISMATCH` for a record that this version cannot read.
 */
export function layoutOf(
  stored: ReadonlyMap<string, string>,
  dimension: number,
  key: string,
): CollectionLayout {
  const version = stored.get("schemaVersion");
  if (version === undefined || version === PLAIN_VERSION) return PLAIN_LAYOUT;
  const precision = stored.get("precision");
  const seed = seedOf(stored.get("rotation"));
  if (version !== VERSION || !isStoredPrecision(precision) || seed === "unknown") {
    throw new OctavecError(
      "COLLECTION_MISMATCH",
      `The collection's record ${key} has layout ${version} with precision ${precision ?? "not set"} and rotation ` +
        `${stored.get("rotation") ?? "not set"}; this version of octavec knows layouts up to ${VERSION}: update octavec.`,
    );
  }
  return { precision, rotation: seed === undefined ? undefined : new Rotation({ dimension, seed }) };
}

export function describeRotation({ rotation }: CollectionLayout): string {
  return rotation === undefined ? "off" : "on";
}

function nameOf(seed: number): string {
  return `${ROTATION_ALGORITHM}:${seed}`;
}

function seedOf(text: string | undefined): number | undefined | "unknown" {
  if (text === "") return undefined;
  const seed = Number(text?.split(":")[1]);
  return Number.isInteger(seed) && seed >= 0 && seed <= 0xffff_ffff && text === nameOf(seed)
    ? seed
    : "unknown";
}

function isStoredPrecision(text: string | undefined): text is StoredPrecision {
  return text === "native" || text === "residual" || text === "float32";
}
