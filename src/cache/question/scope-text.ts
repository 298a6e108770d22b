import { OctavecError } from "../../errors/index.js";
import type { CacheScope, JsonValue } from "./cache-request.js";

const FIELDS: ReadonlySet<string> = new Set([
  "model",
  "system",
  "temperature",
  "tools",
  "responseFormat",
  "locale",
  "extra",
]);

/**
 * One text for all scopes that mean the same: fields by name, object members sorted, temperatures by class. Absent and
 * `undefined` are the same.
 * @throws OctavecError `INVALID_ARGUMENT` for an unknown field, or a value that JSON cannot hold.
 */
export function scopeText(scope: CacheScope): string {
  const members: Record<string, JsonValue> = {};
  for (const [field, value] of Object.entries(scope)) {
    if (!FIELDS.has(field)) {
      throw new OctavecError(
        "INVALID_ARGUMENT",
        `scope: unknown field ${JSON.stringify(field)}. Known are ${[...FIELDS].join(", ")}; anything else that an answer depends on goes into extra.`,
        { details: { field } },
      );
    }
    if (value === undefined) continue;
    members[field] = field === "temperature" ? samplingClass(value) : value;
  }
  return canonicalJson(members, "scope");
}

/** Answers of one class may stand for each other: 0, up to 0.5, up to 1, above. */
function samplingClass(temperature: unknown): string {
  if (typeof temperature !== "number" || !(temperature >= 0)) {
    throw new OctavecError("INVALID_ARGUMENT", "scope: temperature: expected a number from 0.");
  }
  if (temperature === 0) return "greedy";
  if (temperature <= 0.5) return "focused";
  return temperature <= 1 ? "balanced" : "creative";
}

/** JSON with the members of every object sorted by name. */
function canonicalJson(value: unknown, path: string): string {
  if (Array.isArray(value)) {
    return `[${value.map((item, index) => canonicalJson(item, `${path}[${index}]`)).join(",")}]`;
  }
  if (isPlainObject(value)) {
    const members = Object.keys(value)
      .filter((name) => value[name] !== undefined)
      .sort()
      .map((name) => `${JSON.stringify(name)}:${canonicalJson(value[name], `${path}.${name}`)}`);
    return `{${members.join(",")}}`;
  }
  if (value === null || typeof value === "string" || typeof value === "boolean" || Number.isFinite(value)) {
    return JSON.stringify(value);
  }
  throw new OctavecError(
    "INVALID_ARGUMENT",
    `${path}: expected what JSON can hold, got ${typeof value}. A value that cannot be compared cannot be part of a key.`,
    { details: { path } },
  );
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}
