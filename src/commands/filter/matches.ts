import { checkFilter } from "./check-filter.js";
import type { CheckedFilter, Operand } from "./checked-filter.js";
import type { Filter } from "./filter.js";

/**
 * Whether a filter holds for the attributes of an element, exactly as in a search (see `Filter`). Pure. Nothing is known of the
 * collection's schema here.
 *
 * @param attributes - As `get` and `search` return them; undefined for an element without attributes.
 * @throws OctavecError `INVALID_FILTER`.
 */
export function matches(filter: Filter, attributes: object | undefined): boolean {
  return matchesChecked(checkFilter(filter), attributes);
}

/** `matches` for a filter that was checked before. */
export function matchesChecked(filter: CheckedFilter, attributes: object = {}): boolean {
  switch (filter.type) {
    case "and":
      return filter.filters.every((each) => matchesChecked(each, attributes));
    case "or":
      return filter.filters.some((each) => matchesChecked(each, attributes));
    case "not":
      return !matchesChecked(filter.filter, attributes);
    default: {
      const value = attributeOf(attributes, filter.field);
      return value !== undefined && value !== null && holds(filter, value);
    }
  }
}

/** Only own properties, so that `constructor` is missing in `{}`. */
function attributeOf(attributes: object, field: string): unknown {
  return Object.hasOwn(attributes, field) ? Reflect.get(attributes, field) : undefined;
}

function holds(
  filter: Exclude<CheckedFilter, { type: "and" | "or" | "not" }>,
  value: NonNullable<unknown>,
): boolean {
  switch (filter.type) {
    case "exists":
      return true;
    case "in":
      return isAmong(value, filter.values);
    case "notIn":
      return !isAmong(value, filter.values);
    case "contains":
      return Array.isArray(value) && contains(value, filter.value);
    case "startsWith":
      return typeof value === "string" && value.startsWith(filter.text);
    case "textContains":
      return typeof value === "string" && value.includes(filter.text);
    default:
      return isOrdered(filter.type, operandOf(value), filter.value);
  }
}

function isAmong(value: unknown, values: ReadonlySet<Operand>): boolean {
  const operand = operandOf(value);
  return operand !== undefined && values.has(operand);
}

/** The server finds nothing in a list that contains an object, so such a list contains nothing here either. */
function contains(list: readonly unknown[], wanted: Operand): boolean {
  return (
    list.every((item) => item === null || typeof item !== "object") &&
    list.some((item) => operandOf(item) === wanted)
  );
}

function isOrdered(type: "gt" | "gte" | "lt" | "lte", value: Operand | undefined, bound: Operand): boolean {
  if (value === undefined || typeof value !== typeof bound) return false;
  switch (type) {
    case "gt":
      return value > bound;
    case "gte":
      return value >= bound;
    case "lt":
      return value < bound;
    case "lte":
      return value <= bound;
  }
}

/** Undefined for objects, lists and null, which equal no value of a filter. */
function operandOf(value: unknown): Operand | undefined {
  if (typeof value === "boolean") return Number(value);
  return typeof value === "string" || typeof value === "number" ? value : undefined;
}
