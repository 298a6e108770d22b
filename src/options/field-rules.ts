import { OctavecError } from "../errors/index.js";

/**
 * Small option objects of single calls are checked by hand, not by a schema: they are on the hot path, and a schema
 * costs microseconds per call.
 */

/** Answers what was expected, or undefined when the value is as it should be. */
export type FieldRule = (value: unknown) => string | undefined;

/** A `Map`, so that a field named `constructor` finds no rule. */
export type FieldRules = ReadonlyMap<string, FieldRule>;

/**
 * Checks every field that is not undefined. A field that is inherited (a class of the application's, a getter) counts as
 * one's own does, here and in the schemas alike.
 *
 * @param what - The call, for the message: `"search"`.
 * @param own - Fields that the caller checks itself.
 * @throws OctavecError `INVALID_ARGUMENT` for an unknown field or a value outside its rule; never quotes text.
 */
export function checkFields(
  what: string,
  fields: unknown,
  rules: FieldRules,
  own: ReadonlySet<string> = new Set(),
): void {
  if (typeof fields !== "object" || fields === null) {
    throw new OctavecError("INVALID_ARGUMENT", `${what}: expected an options object, got ${kindOf(fields)}.`);
  }
  for (const name in fields) {
    if (rules.has(name) || own.has(name) || Reflect.get(fields, name) === undefined) continue;
    throw new OctavecError(
      "INVALID_ARGUMENT",
      `${what}: unknown field ${JSON.stringify(name)}. Known are ${[...own, ...rules.keys()].join(", ")}.`,
      { details: { field: name } },
    );
  }
  for (const [name, rule] of rules) {
    const value: unknown = Reflect.get(fields, name);
    if (value === undefined) continue;
    const expected = rule(value);
    if (expected !== undefined) {
      throw new OctavecError(
        "INVALID_ARGUMENT",
        `${what}: ${name}: expected ${expected}, got ${kindOf(value)}.`,
        {
          details: { field: name },
        },
      );
    }
  }
}

/**
 * Checks the fields and copies them, inherited ones too, into an object of its own, which can be spread.
 *
 * @throws OctavecError as `checkFields`.
 */
export function checkedFields<T extends object>(what: string, fields: T, rules: FieldRules): T {
  checkFields(what, fields, rules);
  const copy = { ...fields };
  for (const name of rules.keys()) Reflect.set(copy, name, Reflect.get(fields, name));
  return copy;
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

/** The longest wait that can be asked for, an hour; far below what a timer can hold. */
const MAX_TIMEOUT_MS = 3_600_000;

export const isTimeoutMs: FieldRule = integerWithin(1, MAX_TIMEOUT_MS);

export function isSignal(value: unknown): string | undefined {
  return value instanceof AbortSignal ? undefined : "an AbortSignal";
}

export function isFunction(value: unknown): string | undefined {
  return typeof value === "function" ? undefined : "a function";
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  return typeof value === "number" || typeof value === "boolean" ? String(value) : `a ${typeof value}`;
}
