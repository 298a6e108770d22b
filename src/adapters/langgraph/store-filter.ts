import { type Filter, type FilterValue, f, type OrderedValue } from "../../commands/index.js";
import { OctavecError } from "../../errors/index.js";

/** Each operator of LangGraph as a filter of octavec. In LangGraph, `$ne` and `$nin` also hold where the field is missing. */
const OPERATORS: Readonly<Record<string, (field: string, value: unknown) => Filter>> = {
  $eq: equals,
  $ne: (field, value) => f.not(equals(field, value)),
  $gt: (field, value) => f.gt(field, value as OrderedValue),
  $gte: (field, value) => f.gte(field, value as OrderedValue),
  $lt: (field, value) => f.lt(field, value as OrderedValue),
  $lte: (field, value) => f.lte(field, value as OrderedValue),
  $in: (field, value) => f.in(field, value as FilterValue[]),
  $nin: (field, value) => f.not(f.in(field, value as FilterValue[])),
};

/**
 * The filter of a search in a store: values by field, or operators by field. All must hold. Values are checked when the filter is
 * used. Undefined for no condition.
 *
 * @throws OctavecError `INVALID_ARGUMENT` for an operator that nobody knows.
 */
export function filterOfSearch(given: Readonly<Record<string, unknown>> = {}): Filter | undefined {
  const filters = Object.entries(given).flatMap(([field, value]) =>
    isPlainObject(value) ? conditionsOf(field, value) : [equals(field, value)],
  );
  return filters.length === 0 ? undefined : f.and(...filters);
}

function conditionsOf(field: string, operators: Readonly<Record<string, unknown>>): Filter[] {
  return Object.entries(operators).map(([name, value]) => {
    const build = Object.hasOwn(OPERATORS, name) ? OPERATORS[name] : undefined;
    if (build !== undefined) return build(field, value);
    throw new OctavecError(
      "INVALID_ARGUMENT",
      `filter: ${JSON.stringify(field)} has an object that is no condition. Known operators are ${Object.keys(OPERATORS).join(", ")}; a nested object equals nothing.`,
      { details: { field } },
    );
  });
}

function equals(field: string, value: unknown): Filter {
  return value === null || value === undefined ? f.missing(field) : f.eq(field, value as FilterValue);
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
}
