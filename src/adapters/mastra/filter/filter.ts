import type { VectorFilter } from "@mastra/core/vector";
import type { Filter } from "../../../commands/index.js";
import { reading } from "../../../errors/index.js";
import { equals, equalsAny, FIELD_OPERATORS } from "./field-operators.js";
import { everyOf, notOf, type Part, refusal, someOf } from "./junctions.js";
import { matchesPattern, unsupportedPattern } from "./pattern.js";

/**
 * A filter of Mastra as one of octavec. Its meaning is that of MongoDB, but null counts as absent, lists have no order, a list as the
 * value of a field means `$in`, and an object without operators means conditions on nested fields.
 *
 * @returns undefined for a filter that holds for every record: null, undefined and `{}`.
 * @throws OctavecError `INVALID_FILTER`, also for an operator that octavec cannot express. The message names the operator.
 */
export function filterOf(given: VectorFilter): Filter | undefined {
  if (given === null || given === undefined) return undefined;
  return reading("filter", "INVALID_FILTER", () => conditions(given, "", "filter"));
}

/** All conditions of an object: on the field at `path`, and on fields below it. At the top the path is empty. */
function conditions(given: unknown, path: string, what: string): Part {
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    throw refusal(what, `${what}: expected an object with conditions.`);
  }
  const entries = Object.entries(given);
  // `$options` belongs to the pattern beside it.
  if (entries.some(([name, value]) => name === "$options" && value !== ""))
    throw unsupportedPattern("$options");
  const isCondition = ([name]: [string, unknown]) => name !== "$options" || !("$regex" in given);
  return everyOf(entries.filter(isCondition).map(([name, value]) => condition(name, value, path)));
}

function condition(name: string, value: unknown, path: string): Part {
  if (!name.startsWith("$")) return onField(path === "" ? name : `${path}.${name}`, value);
  const logical = LOGICAL.get(name);
  if (name === "$not") return negation(value, path);
  if (logical !== undefined && path === "") return logical(branches(value, name));
  const operator = FIELD_OPERATORS.get(name);
  if (operator !== undefined && path !== "") return operator(path, value, name);
  if (logical !== undefined)
    throw refusal(name, `operator ${name} must stand above fields, not below "${path}".`);
  if (operator !== undefined)
    throw refusal(name, `operator ${name} must stand below a field: { price: { ${name}: … } }.`);
  const known = ["$not", ...LOGICAL.keys(), ...FIELD_OPERATORS.keys()];
  throw refusal(name, `unsupported operator ${name}. Known are ${known.join(", ")}.`);
}

const LOGICAL: ReadonlyMap<string, (parts: readonly Part[]) => Part> = new Map([
  ["$and", everyOf],
  ["$or", someOf],
  ["$nor", (parts: readonly Part[]) => notOf(someOf(parts))],
]);

function branches(value: unknown, operator: string): Part[] {
  if (!Array.isArray(value)) throw refusal(operator, `operator ${operator}: expected a list of filters.`);
  return value.map((branch) => conditions(branch, "", operator));
}

function negation(value: unknown, path: string): Part {
  if (value instanceof RegExp && path !== "") return notOf(matchesPattern(path, value, "$regex"));
  if (typeof value === "object" && value !== null && Object.keys(value).length > 0) {
    return notOf(conditions(value, path, "$not"));
  }
  throw refusal("$not", "operator $not: expected an object with at least one condition.");
}

function onField(path: string, value: unknown): Part {
  if (Array.isArray(value)) return equalsAny(path, value, "$in");
  if (value instanceof RegExp) return matchesPattern(path, value, "$regex");
  if (typeof value !== "object" || value === null || value instanceof Date) return equals(path, value, "$eq");
  if (Object.keys(value).length > 0) return conditions(value, path, `"${path}"`);
  throw refusal(
    "$eq",
    `"${path}": expected a value or an operator, got {}. To ask whether a field is there, use $exists.`,
  );
}
