import type { VectorSetInfo } from "../commands/index.js";
import { OctavecError } from "../errors/index.js";
import type { Reply } from "../executor.js";

/**
 * The fields of a collection's record that say how its elements are written. They are fixed at creation; the record also
 * names the calibration in force, which is not.
 */
export const RECORD_FIELDS = [
  "schemaVersion",
  "dimension",
  "quantization",
  "m",
  "truncateFrom",
  "precision",
  "rotation",
  "text",
] as const;

/** The field that names the collection of which this one is a shard, as `namespace:collection`. */
export const SHARD_OF = "shardOf";

/** Values by field, of a record or of a set. */
export type Parameters = ReadonlyMap<string, string>;

/** The fields of a record as one text, a line each: what a writer knows of it, and what the server compares it with. */
export function recordText(stored: Parameters): string {
  return RECORD_FIELDS.map((field) => stored.get(field) ?? "").join("\n");
}

/** The text of a record without fields. */
export const EMPTY_RECORD_TEXT = recordText(new Map());

/** The record from the values of its fields, in their order; a field without a value is left out. */
export function recordOf(values: readonly Reply[]): Parameters {
  const entries = RECORD_FIELDS.map((field, place) => [field, String(values[place] ?? "")] as const);
  return new Map(entries.filter(([, value]) => value !== ""));
}

/** The record that a text stands for. */
export function parseRecordText(text: string): Parameters {
  return recordOf(text.split("\n"));
}

/** The fields of a record from the reply of HGETALL. Empty if there is none. */
export function fieldsOf(reply: Reply | undefined): Map<string, string> {
  const fields = new Map<string, string>();
  if (!Array.isArray(reply)) return fields;
  for (let index = 0; index + 1 < reply.length; index += 2)
    fields.set(String(reply[index]), String(reply[index + 1]));
  return fields;
}

/** What a set is like, in the words of the record. A set with a projection (`VADD … REDUCE`) refuses every vector that comes without one. */
export function parametersOf(set: VectorSetInfo): Parameters {
  const { dimension, quantization, m, projectionInputDimension } = set;
  return new Map([
    ["dimension", String(dimension)],
    ["quantization", quantization],
    ["m", String(m)],
    ["projection", projectionInputDimension === 0 ? "none" : `from ${projectionInputDimension}`],
  ]);
}

/** What was found to be otherwise than wanted. */
export interface FieldDifference {
  readonly field: string;
  readonly found: string | undefined;
  readonly wanted: string | undefined;
}

/** Fields that one of the two has otherwise than the other. */
export function recordDifferences(found: Parameters, wanted: Parameters): FieldDifference[] {
  return differences(found, wanted, RECORD_FIELDS);
}

/** Parameters of a set that its collection's record has otherwise. */
export function setDifferences(set: Parameters, record: Parameters): FieldDifference[] {
  return differences(set, new Map([...record, ["projection", "none"]]), [...set.keys()]);
}

export function describeDifferences(differing: readonly FieldDifference[], wantedAs: string): string {
  return differing
    .map(({ field, found, wanted }) => `${field} is ${show(found)}, ${wantedAs} ${show(wanted)}`)
    .join("; ");
}

/**
 * The error for a write that was refused because the collection is another one than the writer had opened.
 *
 * @param key - Of the vector set.
 * @param found - Its record, empty when that is gone; or the parameters of its set.
 */
export function outdated(
  key: string,
  found: Parameters,
  differing: readonly FieldDifference[],
): OctavecError {
  const what =
    found.size === 0
      ? "was dropped"
      : `was made anew with other parameters: ${describeDifferences(differing, "it was opened with")}`;
  return new OctavecError(
    "COLLECTION_MISMATCH",
    `The collection ${key} ${what}. That was after this repository had opened it, so the write was refused and changed nothing. ` +
      "Open the collection anew: this repository does with its next call; for other parameters make another repository.",
    { details: { differing: differing.map(({ field }) => field) } },
  );
}

/** The error for a write whose int8 codes do not belong to the calibration in force. The next attempt uses that one. */
export function otherCalibration(): OctavecError {
  return new OctavecError(
    "WRITE_CONFLICT",
    "The calibration of the collection's int8 codes was replaced again and again during this write. Write the record again.",
  );
}

function differences(found: Parameters, wanted: Parameters, fields: readonly string[]): FieldDifference[] {
  return fields.flatMap((field) => {
    const difference = { field, found: found.get(field), wanted: wanted.get(field) };
    return difference.found === difference.wanted ? [] : [difference];
  });
}

function show(value: string | undefined): string {
  return value === undefined || value === "" ? "not set" : value;
}
