import { OctavecError } from "../../errors/index.js";

/**
 * JSON with the members of every object sorted by name. Members that are `undefined` are left out.
 *
 * @param path - How messages name the value.
 * @throws OctavecError `INVALID_ARGUMENT` for what JSON cannot hold: functions, symbols, bigints, NaN and ±Infinity, `undefined` in
 * a list, and instances of classes. The message has the path, but no value.
 */
export function canonicalJson(value: unknown, path: string): string {
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
    `${path}: expected what JSON can hold, got ${typeof value}. It could not be compared or stored.`,
    { details: { path } },
  );
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}
