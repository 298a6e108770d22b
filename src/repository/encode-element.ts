import type { CommandArgument } from "../executor.js";
import type { CodedCollection } from "./precision/coded-collection.js";
import { encodeCode } from "./precision/encode-code.js";
import { encodeInt8 } from "./precision/int8-code.js";
import { type PreparedRecord, withVector } from "./prepared-record.js";

/** A record as the collection stores it: rotated if the collection is, and with a code if the collection keeps codes. */
export interface EncodedElement {
  readonly id: string;
  /** The arguments of VADD after the key. */
  readonly vadd: readonly CommandArgument[];
  readonly code: { readonly value: Buffer; readonly range: string } | undefined;
}

export function encodeElement(collection: CodedCollection, record: PreparedRecord): EncodedElement {
  const { layout, monitor } = collection;
  const { id, vector } = record;
  const { rotation, precision } = layout;
  const placed = rotation === undefined ? record : withVector(record, rotation.apply(vector));
  // The calibration of int8 codes is one of the vectors as they are placed.
  monitor.written(precision === "int8" ? placed.vector : vector);
  const vadd = placed.vadd.slice(2);
  if (precision === "native") return { id, vadd, code: undefined };
  const code =
    precision === "int8"
      ? encodeInt8(vector, placed.vector, collection.quantization, calibrationFor(collection))
      : encodeCode(vector, placed.vector, layout, monitor.keepsFloat32);
  monitor.coded(id, code);
  return { id, vadd, code: { value: code.value, range: String(code.range) } };
}

function calibrationFor({ monitor, calibrations }: CodedCollection) {
  return monitor.keepsFloat32 ? undefined : calibrations.active;
}
