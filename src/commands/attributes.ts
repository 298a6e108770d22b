import { OctavecError, reading } from "../errors/index.js";
import { decodeAttributeText, encodeAttributeText, mayHoldEncodedText } from "./filter/attribute-text.js";

/** Deeper nesting could exhaust the call stack. */
const MAX_DEPTH = 100;
/**
 * Most characters of one element's attributes. Without a limit, an object that contains the same object twice, and so on
 * for each level, would exhaust the memory.
 */
const MAX_LENGTH = 16_777_216;

/**
 * The JSON text of an element's attributes, for VADD SETATTR and VSETATTR. Texts at every depth are encoded so that
 * filters can compare them (see `encodeAttributeText`); keys are not. Filters can only name top-level fields. The server
 * reads them from the front, so put the fields first by which you filter often.
 *
 * As with `JSON.stringify`, undefined properties and symbol keys are dropped and −0 becomes 0. `toJSON` is not called.
 *
 * @throws OctavecError `INVALID_ATTRIBUTES`, with the path, for everything that JSON would silently lose or change: NaN
 * and ±Infinity, undefined or a hole in an array, functions, symbols, BigInt, and instances of classes such as Map, Date
 * or Buffer. Store a Date as `date.getTime()`, which a filter can order. Also for cycles, more than 100 levels, more than
 * 16,777,216 characters, a top level that is no plain object, and an object that throws when it is read.
 */
export function encodeAttributes(attributes: object): string {
  return reading("attributes", "INVALID_ATTRIBUTES", () => {
    if (!isPlainObject(attributes))
      throw refusal([], `${kindOf(attributes)}, where a plain object is expected`);
    return objectText(attributes, { path: [], ancestors: [], lengthLeft: MAX_LENGTH });
  });
}

/**
 * The attributes in a stored text, with its texts decoded. Undefined if the text is no JSON object: the server stores
 * any bytes, and one element of another program must not fail a whole search. `decodeVgetattr` and
 * `decodeVsimWithAttributes` return the stored text.
 *
 * A key named `__proto__` is an own property like any other.
 */
export function decodeAttributes(text: string): Record<string, unknown> | undefined {
  const value = parse(text);
  return isJsonObject(value) ? value : undefined;
}

interface Place {
  /** Keys and indexes from the top. */
  readonly path: (string | number)[];
  /** The objects from the top to here, to find cycles. */
  readonly ancestors: object[];
  /** How many more characters are allowed. */
  lengthLeft: number;
}

function parse(text: string): unknown {
  try {
    return mayHoldEncodedText(text) ? JSON.parse(text, decodeValue) : JSON.parse(text);
  } catch {
    return undefined;
  }
}

function decodeValue(_key: string, value: unknown): unknown {
  return typeof value === "string" ? decodeAttributeText(value) : value;
}

function valueText(value: unknown, place: Place): string {
  if (typeof value === "string") return counted(JSON.stringify(encodeAttributeText(value)), place);
  if (typeof value === "boolean" || value === null) return counted(String(value), place);
  if (typeof value === "number" && Number.isFinite(value)) return counted(JSON.stringify(value), place);
  if (Array.isArray(value)) return nested(value, place, arrayText);
  if (isPlainObject(value)) return nested(value, place, objectText);
  throw refusal(place.path, kindOf(value));
}

function objectText(object: Readonly<Record<string, unknown>>, place: Place): string {
  const members: string[] = [];
  place.ancestors.push(object);
  for (const key of Object.keys(object)) {
    const value = object[key];
    if (value === undefined) continue;
    place.path.push(key);
    members.push(`${counted(JSON.stringify(key), place)}:${valueText(value, place)}`);
    place.path.pop();
  }
  place.ancestors.pop();
  return `{${members.join(",")}}`;
}

function arrayText(array: readonly unknown[], place: Place): string {
  const items: string[] = [];
  place.ancestors.push(array);
  for (let i = 0; i < array.length; i++) {
    place.path.push(i);
    items.push(valueText(array[i], place));
    place.path.pop();
  }
  place.ancestors.pop();
  return `[${items.join(",")}]`;
}

function counted(text: string, place: Place): string {
  place.lengthLeft -= text.length;
  if (place.lengthLeft < 0) throw refusal(place.path, `beyond the limit of ${MAX_LENGTH} characters in all`);
  return text;
}

function nested<T extends object>(value: T, place: Place, write: (value: T, place: Place) => string): string {
  if (place.ancestors.includes(value)) throw refusal(place.path, "an object that contains itself");
  if (place.ancestors.length >= MAX_DEPTH) throw refusal(place.path, `nesting beyond ${MAX_DEPTH} levels`);
  counted("{}", place);
  return write(value, place);
}

/** Whether it is `{}` or an object without a prototype, possibly of another realm, and no class instance. */
function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function isJsonObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function refusal(path: readonly (string | number)[], found: string): OctavecError {
  const place = path.map((step) => (typeof step === "number" ? `[${step}]` : `.${step}`)).join("");
  return new OctavecError(
    "INVALID_ATTRIBUTES",
    `Attributes must be plain JSON: text, finite numbers, booleans, null, arrays and plain objects. attributes${place} is ${found}. Convert it or leave it out.`,
    { details: { path: path.join("."), found } },
  );
}

function kindOf(value: unknown): string {
  if (value === undefined) return "undefined";
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  if (typeof value === "number") return Number.isNaN(value) ? "NaN" : "infinite";
  if (value instanceof Date) return "a Date (store its getTime() to filter by range)";
  if (typeof value === "object") return `an instance of ${value.constructor?.name ?? "a class"}`;
  return `a ${typeof value}`;
}
