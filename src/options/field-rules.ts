import { OctavecError, reading } from "../errors/index.js";

/**
 * Small option objects of single calls are checked by hand, not by a schema: they are on the hot path, and a schema
 * costs microseconds per call.
 */

/** Returns undefined for a valid value, and else a description of what was expected. */
export type FieldRule = (value: unknown) => string | undefined;

/** A `Map`, so that a field named `constructor` finds no rule. */
export type FieldRules = ReadonlyMap<string, FieldRule>;

/**
 * Checks and copies every field that is not undefined. The copy holds the values that were checked, even if a getter returns
 * another value the next time. Fields may be inherited.
 *
 * @param what - Name of the call, for the error message: `"search"`.
 * @param own - Fields that the caller checks itself.
 * @returns a plain object with the known fields only.
 * @throws OctavecError `INVALID_ARGUMENT` for an unknown field or an invalid value. The message never quotes text.
 */
export function checkedFields<T extends object>(
  what: string,
  fields: T,
  rules: FieldRules,
  own: ReadonlySet<string> = NONE,
): T {
  if (typeof fields !== "object" || fields === null) {
    throw new OctavecError("INVALID_ARGUMENT", `${what}: expected an options object, got ${kindOf(fields)}.`);
  }
  return reading(what, "INVALID_ARGUMENT", () => {
    const checked: Record<string, unknown> = {};
    for (const [name, rule] of rules) {
      const value: unknown = Reflect.get(fields, name);
      if (value === undefined) continue;
      const expected = rule(value);
      if (expected !== undefined) throw unexpected(what, name, expected, value);
      checked[name] = value;
    }
    for (const name of own) checked[name] = Reflect.get(fields, name);
    for (const name in fields) {
      const isKnown = rules.has(name) || own.has(name);
      if (!isKnown && Reflect.get(fields, name) !== undefined) throw unknownField(what, name, rules, own);
    }
    return checked as T;
  });
}

const NONE: ReadonlySet<string> = new Set();

function unexpected(what: string, name: string, expected: string, value: unknown): OctavecError {
  return new OctavecError(
    "INVALID_ARGUMENT",
    `${what}: ${name}: expected ${expected}, got ${kindOf(value)}.`,
    { details: { field: name } },
  );
}

function unknownField(what: string, name: string, rules: FieldRules, own: ReadonlySet<string>): OctavecError {
  return new OctavecError(
    "INVALID_ARGUMENT",
    `${what}: unknown field ${JSON.stringify(name)}. Known are ${[...own, ...rules.keys()].join(", ")}.`,
    { details: { field: name } },
  );
}

export function integerWithin(min: number, max: number): FieldRule {
  return (value) =>
    Number.isInteger(value) && Number(value) >= min && Number(value) <= max
      ? undefined
      : `a whole number from ${min} to ${max}`;
}

export function isBoolean(value: unknown): string | undefined {
  return typeof value === "boolean" ? undefined : "true or false";
}

/** The longest timeout: an hour. */
const MAX_TIMEOUT_MS = 3_600_000;

export const isTimeoutMs: FieldRule = integerWithin(1, MAX_TIMEOUT_MS);

export function isSignal(value: unknown): string | undefined {
  return isAbortSignal(value) ? undefined : "an AbortSignal";
}

/** Whether the value is a working signal. A proxy of one, or an object that only inherits from `AbortSignal`, throws when `aborted` is read. */
export function isAbortSignal(value: unknown): value is AbortSignal {
  try {
    return value instanceof AbortSignal && typeof value.aborted === "boolean";
  } catch {
    return false;
  }
}

export function isFunction(value: unknown): string | undefined {
  return typeof value === "function" ? undefined : "a function";
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  return typeof value === "number" || typeof value === "boolean" ? String(value) : `a ${typeof value}`;
}
