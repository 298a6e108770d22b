import type { CommandArgument } from "../executor.js";
import type { CodedCollection } from "./precision/coded-collection.js";
import { encodeCode } from "./precision/encode-code.js";
import { type PreparedRecord, withVector } from "./prepared-record.js";

/** A record as the collection stores it: rotated if the collection is, and with a code if the collection keeps codes. */
export interface EncodedElement {
  readonly id: string;
  /** The arguments of VADD after the key. */
  readonly vadd: readonly CommandArgument[];
  /** What the index stores of its text; undefined if the collection keeps no words. */
  readonly entry: string | undefined;
  readonly code: { readonly value: Buffer; readonly range: string } | undefined;
}

export function encodeElement(
  { layout, monitor, words }: CodedCollection,
  record: PreparedRecord,
): EncodedElement {
  const { id, vector } = record;
  monitor.written(vector);
  const { rotation, precision } = layout;
  const placed = rotation === undefined ? record : withVector(record, rotation.apply(vector));
  const vadd = placed.vadd.slice(2);
  const entry = words?.entryOf(record.words ?? "");
  if (precision === "native") return { id, vadd, entry, code: undefined };
  const code = encodeCode(vector, placed.vector, layout, monitor.keepsFloat32);
  monitor.coded(id, code);
  return { id, vadd, entry, code: { value: code.value, range: String(code.range) } };
}
