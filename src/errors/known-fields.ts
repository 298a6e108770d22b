import { OctavecError } from "./octavec-error.js";

export interface KnownFields {
  /** How messages call the argument, for example `"request"`. */
  readonly what: string;
  readonly fields: readonly string[];
  /**
   * Names that people use for a field or that belong elsewhere, in lower case, each with the place where its value belongs:
   * `["metadata", "attributes"]`, `["system", "scope.system"]`.
   */
  readonly otherNames?: ReadonlyMap<string, string>;
  /** Last sentence of the message if no known field has a similar name. Default: it lists the fields. */
  readonly advice?: string;
}

/**
 * Refuses an argument with an own field that it does not have: the value would be ignored in silence. A field with the value
 * `undefined` is no field, and what a class inherits is no field of the argument.
 *
 * @throws OctavecError `INVALID_ARGUMENT` for what is no object, and for an unknown field. The message names the place
 * where the value most likely belongs, and never the value.
 */
export function requireKnownFields(given: unknown, known: KnownFields): void {
  const { what, fields } = known;
  if (typeof given !== "object" || given === null) {
    const got = given === null ? "null" : typeof given;
    throw new OctavecError(
      "INVALID_ARGUMENT",
      `${what}: expected an object with ${fields.join(", ")}, got ${got}.`,
    );
  }
  for (const name of Object.keys(given)) {
    if (!fields.includes(name) && Reflect.get(given, name) !== undefined) throw unknownField(name, known);
  }
}

/** The error for an unknown field. */
export function unknownField(name: string, known: KnownFields): OctavecError {
  const { what, fields, advice = `Known are ${fields.join(", ")}.` } = known;
  const nearest = nearestPlace(name, known);
  const shown = JSON.stringify(name.length > 40 ? `${name.slice(0, 40)}…` : name);
  return new OctavecError(
    "INVALID_ARGUMENT",
    `${what}: unknown field ${shown}. ${nearest === undefined ? advice : adviceFor(name, nearest)}`,
    { details: nearest === undefined ? { field: name } : { field: name, nearest } },
  );
}

function adviceFor(name: string, place: string): string {
  const parent = place.endsWith(`.${name}`) ? place.slice(0, -name.length - 1) : undefined;
  return parent === undefined
    ? `Did you mean "${place}"?`
    : `${JSON.stringify(name)} belongs in "${parent}".`;
}

/** The place that a name most likely stands for: another usual name of it, or a slip of the keyboard. */
function nearestPlace(name: string, { fields, otherNames }: KnownFields): string | undefined {
  const lower = name.toLowerCase();
  return (
    otherNames?.get(lower) ??
    fields.find(
      (field) => editDistance(lower.slice(0, 30), field.toLowerCase()) <= Math.min(2, field.length / 4),
    )
  );
}

/** Characters to insert, delete or replace. https://en.wikipedia.org/wiki/Levenshtein_distance */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, place) => place);
  for (let i = 0; i < from.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < to.length; j++) {
      next.push(Math.min(row[j]! + (from[i] === to[j] ? 0 : 1), row[j + 1]! + 1, next[j]! + 1));
    }
    row = next;
  }
  return row[to.length]!;
}
