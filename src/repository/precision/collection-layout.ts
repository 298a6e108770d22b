import { ROTATION_ALGORITHM, Rotation } from "../../../quantization/index.js";
import { OctavecError } from "../../errors/index.js";

/** What is stored beside the set: nothing, the rounding error of Q8 as int8, the vector as float32, or as calibrated int8. */
export type StoredPrecision = "native" | "residual" | "float32" | "int8";

/** How the vectors of a collection are stored. Fixed at creation, and part of the collection's record. */
export interface CollectionLayout {
  readonly precision: StoredPrecision;
  /** Applied to vectors before they are written, and undone after they are read. */
  readonly rotation: Rotation | undefined;
}

/** No codes and no rotation. The record of such a collection has version 1. */
export const PLAIN_LAYOUT: CollectionLayout = { precision: "native", rotation: undefined };

/**
 * Version 1 is the plain layout. Version 2 adds precision and rotation, version 3 an index of words. Programs that do not know a
 * version refuse it.
 */
const PLAIN_VERSION = "1";
const CODED_VERSION = "2";
const VERSION = "3";

/**
 * The fields of the record that describe the layout.
 *
 * @param text - The option `text` as a field; empty without it.
 */
export function layoutFields(
  { precision, rotation }: CollectionLayout,
  text: string,
): Record<string, string> {
  const isPlain = precision === "native" && rotation === undefined;
  if (isPlain && text === "") return { schemaVersion: PLAIN_VERSION };
  const coded = { precision, rotation: rotation === undefined ? "" : nameOf(rotation.seed) };
  return text === ""
    ? { schemaVersion: CODED_VERSION, ...coded }
    : { schemaVersion: VERSION, ...coded, text };
}

/**
 * The layout that a record describes. For version 1 it is the plain layout, whatever the other fields hold.
 *
 * @throws OctavecError `COLLECTION_MISMATCH` for a record that this version of octavec cannot read.
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
  if (
    (version !== CODED_VERSION && version !== VERSION) ||
    !isStoredPrecision(precision) ||
    seed === "unknown"
  ) {
    throw new OctavecError(
      "COLLECTION_MISMATCH",
      `The collection's record ${key} has schemaVersion ${version}, precision ${precision ?? "not set"} and rotation ` +
        `${stored.get("rotation") ?? "not set"}. This version of octavec supports schemaVersion up to ${VERSION}; update octavec.`,
    );
  }
  return { precision, rotation: seed === undefined ? undefined : new Rotation({ dimension, seed }) };
}

/** The option `text` as the record has it; empty without it. A second creator may have left the field in a record of another version. */
export function recordedText(stored: ReadonlyMap<string, string>): string {
  return stored.get("schemaVersion") === VERSION ? (stored.get("text") ?? "") : "";
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
  return text === "native" || text === "residual" || text === "float32" || text === "int8";
}
