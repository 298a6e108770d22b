import { OctavecError } from "../errors/index.js";
import { decodeAttributeText, encodeAttributeText, mayHoldEncodedText } from "./attribute-text.js";

/** Deep enough for any attributes, shallow enough never to exhaust the call stack. */
const MAX_DEPTH = 100;

/**
 * The JSON text of an element's attributes, for VADD SETATTR and VSETATTR. Texts are spelled so that filters can
 * compare them (see `encodeAttributeText`), at every depth; keys are left as they are. Only top-level fields can be
 * filtered; the server reads them from the front, so fields that are filtered often belong first.
 *
 * As in `JSON.stringify`, object properties that are undefined and symbol keys are dropped and −0 becomes 0.
 * Everything that JSON would lose or change silently throws INVALID_ATTRIBUTES with its path: NaN and ±Infinity
 * (JSON: null), undefined or a hole in an array (null), functions and symbols (dropped), class instances such as
 * Map, Date or Buffer, BigInt, cycles, nesting beyond 100 levels, and a top level that is no plain object. `toJSON`
 * is not called. A Date is refused because its text has no order in a filter: store `date.getTime()`.
 */
export function encodeAttributes(attributes: object): string {
  if (!isPlainObject(attributes))
    throw refusal([], `${kindOf(attributes)}, where a plain object is expected`);
  return objectText(attributes, { path: [], ancestors: [] });
}

/**
 * The attributes of a stored text, with the spelling of texts undone. Undefined when the text is no JSON object:
 * the server stores any bytes, and one foreign element must not fail a whole search. Its raw text is still what
 * `decodeVgetattr` and `decodeVsimWithAttributes` give.
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
  /** The objects on the way here, to find cycles. */
  readonly ancestors: object[];
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
  if (typeof value === "string") return JSON.stringify(encodeAttributeText(value));
  if (typeof value === "boolean" || value === null) return String(value);
  if (typeof value === "number" && Number.isFinite(value)) return JSON.stringify(value);
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
    members.push(`${JSON.stringify(key)}:${valueText(value, place)}`);
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

function nested<T extends object>(value: T, place: Place, write: (value: T, place: Place) => string): string {
  if (place.ancestors.includes(value)) throw refusal(place.path, "an object that contains itself");
  if (place.ancestors.length >= MAX_DEPTH) throw refusal(place.path, `nesting beyond ${MAX_DEPTH} levels`);
  return write(value, place);
}

/** `{}` or an object without prototype, also of another realm; no class instance. */
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
