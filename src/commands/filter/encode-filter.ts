import { OctavecError, reading } from "../../errors/index.js";
import type { AndFilter, EqualityFilter, Filter } from "./filter.js";
import { numberLiteral, selector, textLiteral } from "./filter-literal.js";

/** Deep enough for any filter that a program builds, shallow enough never to exhaust the call stack. */
const MAX_DEPTH = 100;
/** Far more than a search can afford: the server looks at each of them for every node that it visits. */
const MAX_CONDITIONS = 10_000;

/**
 * The server's expression for a filter, for VSIM FILTER.
 * https://redis.io/docs/latest/develop/data-types/vector-sets/filtered-search/ — what it does not say was found in
 * the server's `expr.c` and checked on 8.0.2 and 8.2.3.
 *
 * Every comparison binds tighter than `and`, so no parentheses are needed. Each selector makes the server read
 * the element's JSON from the start, for each node that the search visits: fewer are faster.
 *
 * Throws INVALID_FILTER for a field name, number or node that the language cannot carry, also when the tree comes
 * from elsewhere than `f`; for more than 100 levels or 10,000 conditions; and for what throws when it is read. The
 * message names fields, never values of text.
 */
export function encodeFilter(filter: Filter): string {
  return reading("filter", "INVALID_FILTER", () => {
    const conditions: string[] = [];
    addConditions(filter, conditions, 1);
    return conditions.join(" and ");
  });
}

/** Adds the conditions of a filter, which must all hold, in order. */
function addConditions(filter: Filter, conditions: string[], depth: number): void {
  if (depth > MAX_DEPTH) throw tooLarge(`nested ${MAX_DEPTH} levels deep at most`);
  if (filter?.type === "and") {
    const { filters } = filter;
    if (!Array.isArray(filters) || filters.length === 0) throw emptyConjunction();
    // By index: a hole in the list is no filter.
    for (let index = 0; index < filters.length; index++) addConditions(filters[index], conditions, depth + 1);
    return;
  }
  if (conditions.length >= MAX_CONDITIONS) throw tooLarge(`of ${MAX_CONDITIONS} conditions at most`);
  conditions.push(condition(filter));
}

function condition(filter: Exclude<Filter, AndFilter>): string {
  switch (filter?.type) {
    case "eq":
      return equality(filter);
    case "gt":
      return comparison(filter.field, ">", filter.value);
    case "gte":
      return comparison(filter.field, ">=", filter.value);
    case "lt":
      return comparison(filter.field, "<", filter.value);
    case "lte":
      return comparison(filter.field, "<=", filter.value);
    case "between":
      return `${comparison(filter.field, ">=", filter.min)} and ${comparison(filter.field, "<=", filter.max)}`;
    default:
      throw unknownNode(filter);
  }
}

function comparison(field: string, operator: string, value: number): string {
  return `${selector(field)} ${operator} ${numberLiteral(field, value)}`;
}

/**
 * Values of different kinds are compared as numbers, and what spells no number is 0 then: `.x == "en"` alone also
 * holds for 0, false and every array, `.x == "10"` for the number 10, and `.x == 0` for any text and every array.
 *
 * Text: a leading space changes a text but not the number it spells, so a field that equals the text and also its
 * twin with a space was compared as a number and is not meant.
 * 0 and false: text and arrays are true in the eyes of the server, the number 0 is not.
 * Other numbers are left with one selector: only text that spells the same number slips in.
 */
function equality({ field, value }: EqualityFilter): string {
  const name = selector(field);
  if (typeof value === "string")
    return `${name} == ${textLiteral(value)} and ${name} != ${textLiteral(value, " ")}`;
  const number = typeof value === "boolean" ? Number(value) : value;
  const equals = comparison(field, "==", number);
  return number === 0 ? `${equals} and not ${name}` : equals;
}

function emptyConjunction(): OctavecError {
  return new OctavecError(
    "INVALID_FILTER",
    "f.and() needs at least one filter. To match everything, search without a filter.",
  );
}

function tooLarge(expected: string): OctavecError {
  return new OctavecError("INVALID_FILTER", `Expected a filter ${expected}, and none that contains itself.`);
}

function unknownNode(filter: { type?: unknown } | null | undefined): OctavecError {
  const type = filter?.type;
  const found = typeof type === "string" ? JSON.stringify(type) : "no text";
  return new OctavecError(
    "INVALID_FILTER",
    `A filter must be built with f (eq, gt, gte, lt, lte, between, and), got a node whose type is ${found}.`,
  );
}
