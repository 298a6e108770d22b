import { OctavecError } from "../../errors/index.js";
import type { Attributes } from "../../options/index.js";

/** No real payload is nested more deeply, and a recursion of this depth cannot exhaust the call stack. */
const MAX_DEPTH = 500;

/** The fields of an object, divided in two. Undefined fields are left out. */
export interface SplitFields {
  /** Text, finite numbers, booleans, and lists of them. */
  readonly attributes?: Attributes;
  /** JSON text of one object with all other values: objects, nested lists, null, integers that a double cannot hold. */
  readonly extra?: string;
}

/**
 * Divides named values into those that attributes can hold and all others. null belongs to the others, because a filter
 * with a range that contains 0 would match it. `joinFields` is the inverse.
 *
 * @throws OctavecError `INVALID_ATTRIBUTES` for values nested more than 500 levels deep.
 */
export function splitFields(fields: Iterable<readonly [string, unknown]>): SplitFields {
  const attributes: [string, unknown][] = [];
  const rest: string[] = [];
  for (const [name, value] of fields) {
    if (value === undefined) continue;
    if (isAttribute(value)) attributes.push([name, value]);
    else rest.push(`${JSON.stringify(name)}:${jsonText(value)}`);
  }
  return {
    // fromEntries makes own properties, also of a field named __proto__.
    ...(attributes.length > 0 && { attributes: Object.fromEntries(attributes) }),
    ...(rest.length > 0 && { extra: `{${rest.join(",")}}` }),
  };
}

/** The inverse of `splitFields`. If `extra` is not a JSON object, its value becomes a field named `extra`. */
export function joinFields({ attributes, extra }: SplitFields): Record<string, unknown> {
  const parsed = extra === undefined ? {} : parseExtra(extra);
  return Object.fromEntries([...Object.entries(attributes ?? {}), ...Object.entries(parsed)]);
}

/** Whether an attribute can hold the value unchanged. */
function isAttribute(value: unknown): boolean {
  return isScalar(value) || (Array.isArray(value) && value.every(isScalar));
}

function isScalar(value: unknown): boolean {
  if (typeof value === "number") return Number.isFinite(value);
  return typeof value === "string" || typeof value === "boolean";
}

/** Like `JSON.stringify`, and writes all digits of a bigint. */
function jsonText(value: unknown, depth = 0): string {
  if (typeof value === "bigint") return String(value);
  if (depth > MAX_DEPTH) {
    throw new OctavecError("INVALID_ATTRIBUTES", `A field is nested more than ${MAX_DEPTH} levels deep.`);
  }
  if (Array.isArray(value)) return `[${value.map((item) => jsonText(item, depth + 1)).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value).map(
      ([name, member]) => `${JSON.stringify(name)}:${jsonText(member, depth + 1)}`,
    );
    return `{${members.join(",")}}`;
  }
  return JSON.stringify(value) ?? "null";
}

function parseExtra(text: string): object {
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)) return parsed;
    return { extra: parsed };
  } catch {
    return { extra: text };
  }
}

/** The value as an object with unknown fields; an empty object if it is none. For replies whose shape is not known. */
export function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}
