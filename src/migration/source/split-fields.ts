import { OctavecError } from "../../errors/index.js";
import type { Attributes } from "../../options/index.js";

/** Deep enough for any payload, shallow enough never to exhaust the call stack. */
const MAX_DEPTH = 500;

/** What became of an object's fields. Fields that are undefined are left out. */
export interface SplitFields {
  /** Text, finite numbers, booleans, and lists of them. */
  readonly attributes?: Attributes;
  /** JSON text of one object with all the rest: objects, lists that hold more than scalars, null, whole numbers beyond a double. */
  readonly extra?: string;
}

/**
 * Divides named values into what attributes can hold so that filters mean the same, and what they cannot. null goes
 * with the latter: a range that contains 0 would find it. `joinFields` is the way back.
 *
 * @throws OctavecError `INVALID_ATTRIBUTES` for nesting beyond 500 levels.
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

/** The fields again. Extra text that is no JSON object comes back under the name `extra`. */
export function joinFields({ attributes, extra }: SplitFields): Record<string, unknown> {
  const parsed = extra === undefined ? {} : parseExtra(extra);
  return Object.fromEntries([...Object.entries(attributes ?? {}), ...Object.entries(parsed)]);
}

/** Whether an attribute can hold it as it is. */
function isAttribute(value: unknown): boolean {
  return isScalar(value) || (Array.isArray(value) && value.every(isScalar));
}

function isScalar(value: unknown): boolean {
  if (typeof value === "number") return Number.isFinite(value);
  return typeof value === "string" || typeof value === "boolean";
}

/** As `JSON.stringify`, with the digits of whole numbers that no double holds. */
function jsonText(value: unknown, depth = 0): string {
  if (typeof value === "bigint") return String(value);
  if (depth > MAX_DEPTH) {
    throw new OctavecError("INVALID_ATTRIBUTES", `A field is nested beyond ${MAX_DEPTH} levels.`);
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

/** The value as an object with unknown fields; empty when it is no plain object. For replies that anybody may have written. */
export function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}
