import type { JsonValue } from "../cache/question/index.js";
import { refuse } from "./refusal.js";

export type JsonObject = { readonly [name: string]: JsonValue };

/** More than any body that a provider takes. Objects that contain others many times could otherwise be read for years. */
const MAX_VALUES = 100_000;
const MAX_LEVELS = 200;
/** How a request is sent, if its body says so. It never changes an answer, and JSON cannot hold a signal. */
const OF_TRANSPORT = ["abortSignal", "signal", "headers"];

/**
 * A copy of a body as it would arrive at a provider, with the members of every object sorted by name. So two bodies are the
 * same if `JSON.stringify` of their copies is. `undefined` counts as absent, and bytes count as their base64 text.
 *
 * @throws Refusal `malformed` for what JSON cannot hold, and for a value whose getters throw.
 */
export function readJson(body: unknown): JsonObject {
  let left = MAX_VALUES;

  function copy(given: unknown, level: number): JsonValue {
    if (left-- === 0 || level > MAX_LEVELS) return refuse("malformed");
    if (given === null || typeof given === "string" || typeof given === "boolean") return given;
    if (typeof given === "number" && Number.isFinite(given)) return given;
    if (typeof given !== "object") return refuse("malformed");
    if (given instanceof Uint8Array) return Buffer.from(given).toString("base64");
    // `map` and `from` would skip holes or allocate for a length that is a lie.
    if (Array.isArray(given)) {
      const items: JsonValue[] = [];
      for (let index = 0; index < given.length; index++) items.push(copy(given[index], level + 1));
      return items;
    }
    if (given instanceof URL) return given.href;
    const prototype: unknown = Object.getPrototypeOf(given);
    if (prototype !== null && prototype !== Object.prototype) return refuse("malformed");
    const members: [string, JsonValue][] = [];
    for (const name of Object.keys(given).sort()) {
      if (level === 0 && OF_TRANSPORT.includes(name)) continue;
      const member: unknown = Reflect.get(given, name);
      if (member !== undefined) members.push([name, copy(member, level + 1)]);
    }
    // Unlike an assignment, this also makes a member of `__proto__`.
    return Object.fromEntries(members);
  }

  try {
    return objectOf(copy(body, 0));
  } catch {
    return refuse("malformed");
  }
}

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** @throws Refusal `malformed` unless it is an object. */
export function objectOf(value: JsonValue | undefined): JsonObject {
  return isObject(value) ? value : refuse("malformed");
}

/** @throws Refusal `malformed` unless it is a list of objects. */
export function objectsOf(value: JsonValue | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.map(objectOf) : refuse("malformed");
}

/** @throws Refusal `malformed` unless it is a text. */
export function textOf(value: JsonValue | undefined): string {
  return typeof value === "string" ? value : refuse("malformed");
}

/** An object without some of its members. */
export function without(object: JsonObject, ...names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));
}

export function isEmpty(object: JsonObject): boolean {
  return Object.keys(object).length === 0;
}

/** Whether one of the fields says something: it is not `null`, `false` or an empty list. */
export function saysAnyOf(object: JsonObject, names: readonly string[]): boolean {
  return names.some((name) => {
    const value = object[name];
    return Array.isArray(value) ? value.length > 0 : Boolean(value);
  });
}
