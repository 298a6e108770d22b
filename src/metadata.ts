import { FIELD_NAME, type Filter, f } from "./commands/index.js";
import { OctavecError, reading } from "./errors/index.js";
import type { Attributes } from "./options/index.js";

/**
 * The metadata of frameworks as attributes. Metadata can be nested, and its fields can have any name; a filter names top-level
 * fields of letters, digits, `_` and `-`. So the attributes are the metadata as it is, and beside it a copy of each value that
 * filters could not name otherwise, under the name that `fieldOf` gives.
 */

/** Begins the names of the copies. */
const COPY = "octavec-path-";
/** Lists the fields that are an empty text or an empty list, because no filter finds an empty list. */
const EMPTY = "octavec-empty";
/** Far more than metadata of a document has. */
const MAX_COPIES = 1_000;
/** As for attributes. An object that contains itself has more than any number. */
const MAX_DEPTH = 100;

/**
 * The name by which a filter finds a field of metadata.
 *
 * @param path - The name of a top-level field, or the names from the top to a nested field with dots between them: `user.age`.
 * Where a top-level field has such a name itself, it is found and the nested one is not.
 */
export function fieldOf(path: string): string {
  if (FIELD_NAME.test(path)) return path;
  // A dot becomes "-", any other sign "_" with its code and another "_", so that no two paths have one name.
  const escaped = path.replace(/[^A-Za-z0-9.]/g, (sign) => `_${sign.charCodeAt(0).toString(16)}_`);
  return COPY + escaped.replaceAll(".", "-");
}

/** Whether a field of metadata is absent, null, an empty text or an empty list. */
export function isEmpty(path: string): Filter {
  return f.or(f.missing(fieldOf(path)), f.contains(EMPTY, path));
}

/**
 * The attributes for metadata. `metadataOf` gives the metadata back as it was, except that a `Date` comes back as its ISO text,
 * which filters can order, and that a field which is undefined is left out, as in JSON.
 *
 * @throws OctavecError `INVALID_ATTRIBUTES` for what is no object, for a field whose name is reserved, for more than 100 levels,
 * and for more than 1,000 fields that are nested or have names that filters cannot use. What JSON cannot hold is refused when the
 * attributes are stored.
 */
export function attributesOf(metadata: object): Attributes {
  return reading("metadata", "INVALID_ATTRIBUTES", () => {
    if (typeof metadata !== "object" || metadata === null || Array.isArray(metadata)) {
      const got = metadata === null ? "null" : Array.isArray(metadata) ? "an array" : `a ${typeof metadata}`;
      throw new OctavecError("INVALID_ATTRIBUTES", `metadata: expected a plain object, got ${got}.`);
    }
    const plain = withoutDates(metadata, new Map()) as Attributes;
    const reserved = Object.keys(plain).find(isReserved);
    if (reserved !== undefined) throw reservedField(reserved);
    const names: string[] = [];
    const copies = new Map<string, unknown>();
    for (const [path, value] of fields(plain, "", 1)) {
      const field = fieldOf(path);
      if (copies.has(field)) continue;
      if (value === "" || (Array.isArray(value) && value.length === 0)) names.push(path);
      if (field === path) continue;
      copies.set(field, comparable(value));
      if (copies.size > MAX_COPIES) throw tooManyFields();
    }
    const empty = names.length === 0 ? [] : ([[EMPTY, names]] as const);
    return Object.fromEntries([...Object.entries(plain), ...copies, ...empty]);
  });
}

/** The metadata in attributes that `attributesOf` made. */
export function metadataOf(attributes: Attributes | undefined): Record<string, unknown> {
  return Object.fromEntries(Object.entries(attributes ?? {}).filter(([name]) => !isReserved(name)));
}

function isReserved(name: string): boolean {
  return name.startsWith(COPY) || name === EMPTY;
}

/** Every field that has a value, with its path: those of the top first, then those of the objects in them. */
function* fields(object: object, prefix: string, depth: number): Generator<[path: string, value: unknown]> {
  if (depth > MAX_DEPTH) throw tooManyFields();
  const entries = Object.entries(object).filter(([, value]) => value !== null && value !== undefined);
  for (const [name, value] of entries) yield [prefix + name, value];
  for (const [name, value] of entries)
    if (isPlain(value)) yield* fields(value, `${prefix + name}.`, depth + 1);
}

/** What a filter can find of a value: of an object, and of a list that holds one, only that it is there. */
function comparable(value: unknown): unknown {
  if (isPlain(value)) return {};
  if (!Array.isArray(value)) return value;
  return value.some((item) => typeof item === "object" && item !== null) ? [] : value;
}

/** A copy with texts in place of dates. An object that occurs several times is copied once, so a circle stays one. */
function withoutDates(value: unknown, copies: Map<object, unknown>): unknown {
  if (value instanceof Date && !Number.isNaN(value.getTime())) return value.toISOString();
  if (!Array.isArray(value) && !isPlain(value)) return value;
  const known = copies.get(value);
  if (known !== undefined) return known;
  const copy = Array.isArray(value) ? new Array(value.length) : {};
  copies.set(value, copy);
  for (const [name, inner] of Object.entries(value)) {
    // Unlike an assignment, this makes `__proto__` a field like any other.
    const made = { value: withoutDates(inner, copies), writable: true, enumerable: true, configurable: true };
    Object.defineProperty(copy, name, made);
  }
  return copy;
}

/** Whether it is `{}` or an object without a prototype, possibly of another realm, and no class instance. */
function isPlain(value: unknown): value is Attributes {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function reservedField(field: string): OctavecError {
  return new OctavecError(
    "INVALID_ATTRIBUTES",
    `metadata: the names "${EMPTY}" and "${COPY}…" are reserved for what filters need. Give the field another name.`,
    { details: { field } },
  );
}

function tooManyFields(): OctavecError {
  return new OctavecError(
    "INVALID_ATTRIBUTES",
    `metadata: expected at most ${MAX_DEPTH} levels, no object that contains itself, and at most ${MAX_COPIES} fields that are nested ` +
      `or have other signs in their names than letters, digits, "_" and "-". Store large parts as JSON text.`,
  );
}
