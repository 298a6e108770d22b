import type { CommandArgument } from "../executor.js";
import { scoreOf, timedWords } from "./expiry/timed-words.js";
import type { CodedCollection } from "./precision/coded-collection.js";
import { encodeCode } from "./precision/encode-code.js";
import { type PreparedRecord, withVector } from "./prepared-record.js";

/** A record as the collection stores it: rotated if the collection is, and with a code if the collection keeps codes. */
export interface EncodedElement {
  readonly id: string;
  /** The arguments of VADD after the key. */
  readonly vadd: readonly CommandArgument[];
  readonly code: { readonly value: Buffer; readonly range: string } | undefined;
  /** Where elements expire: the instant, or empty for never. */
  readonly instant: string | undefined;
}

/** @param isTimed - Whether the element carries the instant of its expiry. */
export function encodeElement(
  { layout, monitor, expiry }: CodedCollection,
  record: PreparedRecord,
  isTimed = false,
): EncodedElement {
  const { id, vector } = record;
  monitor.written(vector);
  const { rotation, precision } = layout;
  const placed = rotation === undefined ? record : withVector(record, rotation.apply(vector));
  const words = placed.vadd.slice(2);
  const instantMs = expiry.instantFor(record);
  const vadd = isTimed ? timedWords(words, instantMs) : words;
  const instant = isTimed ? scoreOf(instantMs) : undefined;
  if (precision === "native") return { id, vadd, code: undefined, instant };
  const code = encodeCode(vector, placed.vector, layout, monitor.keepsFloat32);
  monitor.coded(id, code);
  return { id, vadd, code: { value: code.value, range: String(code.range) }, instant };
}
