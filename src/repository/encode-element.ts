import type { CommandArgument } from "../executor.js";
import { scoreOf, timedWords } from "./expiry/timed-words.js";
import type { CodedCollection } from "./precision/coded-collection.js";
import { encodeCode } from "./precision/encode-code.js";
import { encodeInt8 } from "./precision/int8-code.js";
import { type PreparedRecord, withVector } from "./prepared-record.js";

/** A record as the collection stores it: rotated if the collection is, and with a code if the collection keeps codes. */
export interface EncodedElement {
  readonly id: string;
  /** The arguments of VADD after the key. */
  readonly vadd: readonly CommandArgument[];
  /** What the index stores of its text; undefined if the collection keeps no words. */
  readonly entry: string | undefined;
  readonly code: { readonly value: Buffer; readonly range: string } | undefined;
  /** Where elements expire: the instant, or empty for never. */
  readonly instant: string | undefined;
}

/** @param isTimed - Whether the element carries the instant of its expiry. */
export function encodeElement(
  collection: CodedCollection,
  record: PreparedRecord,
  isTimed = false,
): EncodedElement {
  const { layout, monitor, expiry } = collection;
  const { id, vector } = record;
  const { rotation, precision } = layout;
  const placed = rotation === undefined ? record : withVector(record, rotation.apply(vector));
  // The calibration of int8 codes is one of the vectors as they are placed.
  monitor.written(precision === "int8" ? placed.vector : vector);
  const words = placed.vadd.slice(2);
  const instantMs = expiry.instantFor(record);
  const vadd = isTimed ? timedWords(words, instantMs) : words;
  const instant = isTimed ? scoreOf(instantMs) : undefined;
  const entry = collection.words?.entryOf(record.words ?? "");
  if (precision === "native") return { id, vadd, entry, code: undefined, instant };
  const code =
    precision === "int8"
      ? encodeInt8(vector, placed.vector, collection.quantization, calibrationFor(collection))
      : encodeCode(vector, placed.vector, layout, monitor.keepsFloat32);
  monitor.coded(id, code);
  return { id, vadd, entry, code: { value: code.value, range: String(code.range) }, instant };
}

function calibrationFor({ monitor, calibrations }: CodedCollection) {
  return monitor.keepsFloat32 ? undefined : calibrations.active;
}
