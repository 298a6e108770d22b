import { OctavecError } from "../errors/index.js";

const FIELDS = ["id", "vector", "attributes"] as const;
type Field = (typeof FIELDS)[number];

/** Names of these fields in other vector databases. */
const OTHER_NAMES: ReadonlyMap<string, Field> = new Map([
  ...["_id", "key", "element", "pointid"].map((name) => [name, "id"] as const),
  ...["embedding", "embeddings", "values", "vec"].map((name) => [name, "vector"] as const),
  ...["metadata", "meta", "payload", "properties", "fields", "attrs"].map(
    (name) => [name, "attributes"] as const,
  ),
]);

/**
 * Reads each field of a caller's record once.
 *
 * @throws OctavecError `INVALID_ARGUMENT` if it is not an object or has an unknown field, which would be lost silently.
 */
export function fieldsOf(record: unknown): Readonly<Partial<Record<Field, unknown>>> {
  if (typeof record !== "object" || record === null) {
    throw new OctavecError(
      "INVALID_ARGUMENT",
      `record: expected { id, vector, attributes? }, got ${record === null ? "null" : typeof record}.`,
    );
  }
  for (const name of Object.keys(record)) {
    if (!isField(name) && Reflect.get(record, name) !== undefined) throw unknownField(name);
  }
  const { id, vector, attributes } = record as Partial<Record<Field, unknown>>;
  return { id, vector, attributes };
}

function isField(name: string): name is Field {
  return name === "id" || name === "vector" || name === "attributes";
}

function unknownField(name: string): OctavecError {
  const nearest = nearestField(name);
  const advice =
    nearest === undefined
      ? "A record has id, vector and attributes; put all other data into its attributes."
      : `Did you mean "${nearest}"?`;
  return new OctavecError("INVALID_ARGUMENT", `record: unknown field ${JSON.stringify(name)}. ${advice}`, {
    details: nearest === undefined ? { field: name } : { field: name, nearest },
  });
}

/** The field that was probably meant: by its name in another database, or by a small typing error. */
function nearestField(name: string): Field | undefined {
  const lower = name.toLowerCase();
  const known = OTHER_NAMES.get(lower);
  if (known !== undefined) return known;
  return FIELDS.find((field) => editDistance(lower.slice(0, 20), field) <= field.length / 4);
}

/** The number of characters to insert, delete or replace: https://en.wikipedia.org/wiki/Levenshtein_distance */
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
