import { OctavecError, reading } from "../../errors/index.js";
import type { AndFilter, EqualityFilter, Filter } from "./filter.js";
import { numberLiteral, selector, textLiteral } from "./filter-literal.js";
import { notAFilter } from "./not-a-filter.js";

/** Deeper nesting could exhaust the call stack. */
const MAX_DEPTH = 100;
/** Far more than a useful search has: the server evaluates each condition for every node that it visits. */
const MAX_CONDITIONS = 10_000;

/**
 * The server's expression for a filter, for VSIM FILTER.
 * https://redis.io/docs/latest/develop/data-types/vector-sets/filtered-search/ — facts that it does not state come from
 * the server's `expr.c` and were checked on 8.0.2 and 8.2.3.
 *
 * Every comparison binds tighter than `and`, so the expression needs no parentheses. For each node that the search
 * visits and each selector, the server reads the element's JSON from the start, so fewer selectors are faster.
 *
 * @throws OctavecError `INVALID_FILTER` for a field name, number or node that the filter language cannot express, even if
 * the tree was not built with `f`; for more than 100 levels or 10,000 conditions; and for an object that throws when it is
 * read. The message names fields, but never text values.
 */
export function encodeFilter(filter: Filter): string {
  return reading("filter", "INVALID_FILTER", () => {
    const conditions: string[] = [];
    addConditions(filter, conditions, 1);
    return conditions.join(" and ");
  });
}

/** Appends the conditions of a filter, all of which must hold. */
function addConditions(filter: Filter, conditions: string[], depth: number): void {
  if (depth > MAX_DEPTH) throw tooLarge(`${MAX_DEPTH} levels`);
  if (filter?.type === "and") {
    const { filters } = filter;
    if (!Array.isArray(filters) || filters.length === 0) throw emptyConjunction();
    for (const part of filters) addConditions(part, conditions, depth + 1);
    return;
  }
  if (conditions.length >= MAX_CONDITIONS) throw tooLarge(`${MAX_CONDITIONS} conditions`);
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
      throw notAFilter(filter);
  }
}

function comparison(field: string, operator: string, value: number): string {
  return `${selector(field)} ${operator} ${numberLiteral(field, value)}`;
}

/**
 * The server compares values of different types as numbers, and reads text that is no number as 0. So `.x == "en"` alone
 * also holds for 0, false and every array, `.x == "10"` also for the number 10, and `.x == 0` for any such text and every
 * array. The expression excludes these:
 *
 * - Text: a leading space changes a text, but not the number that it is read as. A field that equals both the text and
 *   the text with a leading space was therefore compared as a number, and must not match.
 * - 0 and false: the number 0 is false for the server, while text and arrays are true.
 * - Other numbers: one selector suffices. Only text that is read as the same number also matches.
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

function tooLarge(limit: string): OctavecError {
  return new OctavecError(
    "INVALID_FILTER",
    `A filter may have at most ${limit} and must not contain itself.`,
  );
}
