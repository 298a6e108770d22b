import { OctavecError, reading } from "../../errors/index.js";
import type { AttributeKinds } from "../../options/index.js";
import type { CheckedFilter } from "./checked-filter.js";
import { ConditionReader } from "./condition-reader.js";
import type { Filter, NotFilter } from "./filter.js";
import { notAFilter } from "./not-a-filter.js";

const MAX_DEPTH = 32;
/** Far more than a useful search has: the server evaluates each condition for every node that it visits. */
const MAX_CONDITIONS = 10_000;

/** The schema's fields, and what is left of the limits. */
interface Limits {
  readonly kinds: AttributeKinds | undefined;
  levels: number;
  conditions: number;
}

/**
 * Checks a filter and copies it, so that nothing can change it afterwards.
 *
 * @param kinds - The fields of the collection's schema. Undefined if they are not known.
 * @throws OctavecError `INVALID_FILTER` for a tree that `f` does not make; a field name that the server's selectors cannot
 * express; a value that is no text, finite number, boolean, safe bigint or valid date; more than 32 levels, 1,000 values in a
 * list or 10,000 conditions; `and` and `or` of nothing; a field or a type of value that the schema does not have; and for an
 * object that throws when it is read. The message names fields, but never values.
 */
export function checkFilter(filter: Filter, kinds?: AttributeKinds): CheckedFilter {
  return reading("filter", "INVALID_FILTER", () =>
    check(filter, { kinds, levels: MAX_DEPTH, conditions: MAX_CONDITIONS }),
  );
}

function check(filter: Filter, limits: Limits): CheckedFilter {
  if (limits.levels === 0) throw tooLarge(`${MAX_DEPTH} levels`);
  limits.levels--;
  const checked = isBranch(filter) ? branch(filter, limits) : condition(filter, limits);
  limits.levels++;
  return checked;
}

type Branch = Extract<Filter, { type: "and" | "or" }> | NotFilter;

function isBranch(filter: Filter): filter is Branch {
  return filter?.type === "and" || filter?.type === "or" || filter?.type === "not";
}

function branch(filter: Branch, limits: Limits): CheckedFilter {
  if (filter.type === "not") return negation(check(filter.filter, limits));
  const { type, filters } = filter;
  if (!Array.isArray(filters) || filters.length === 0) throw emptyBranch(type);
  if (filters.length > MAX_CONDITIONS) throw tooLarge(`${MAX_CONDITIONS} conditions`);
  return { type, filters: Array.from(filters, (part: Filter) => check(part, limits)) };
}

function negation(filter: CheckedFilter): CheckedFilter {
  return filter.type === "not" ? filter.filter : { type: "not", filter };
}

function condition(filter: Exclude<Filter, Branch>, limits: Limits): CheckedFilter {
  if (--limits.conditions < 0) throw tooLarge(`${MAX_CONDITIONS} conditions`);
  if (typeof filter !== "object" || filter === null) throw notAFilter(filter);
  const { type } = filter;
  if (!CONDITION_TYPES.has(type)) throw notAFilter(filter);
  const given = new ConditionReader(filter, limits.kinds);
  const { field } = given;
  switch (type) {
    case "eq":
      return { type: "in", field, values: new Set([given.operand("value")]) };
    case "ne":
      return { type: "notIn", field, values: new Set([given.operand("value")]) };
    case "in":
    case "notIn":
      return { type, field, values: given.operands("values") };
    case "contains":
      return { type, field, value: given.item("value") };
    case "gt":
    case "gte":
    case "lt":
    case "lte":
      return { type, field, value: given.bound("value") };
    case "between":
      return range(given);
    case "exists":
      return { type, field };
    case "missing":
      return negation({ type: "exists", field });
    case "startsWith":
    case "textContains":
      return { type, field, text: given.text("text") };
  }
}

const CONDITION_TYPES: ReadonlySet<unknown> = new Set<Exclude<Filter, Branch>["type"]>([
  ...(["eq", "ne", "in", "notIn", "contains", "exists", "missing"] as const),
  ...(["gt", "gte", "lt", "lte", "between", "startsWith", "textContains"] as const),
]);

function range(given: ConditionReader): CheckedFilter {
  const { field } = given;
  const min = given.bound("min");
  const max = given.bound("max");
  if (typeof min !== typeof max) {
    throw new OctavecError(
      "INVALID_FILTER",
      `The field ${JSON.stringify(field)} must lie between two numbers or two texts, got a number and a text.`,
      { details: { field } },
    );
  }
  return {
    type: "and",
    filters: [
      { type: "gte", field, value: min },
      { type: "lte", field, value: max },
    ],
  };
}

function emptyBranch(type: "and" | "or"): OctavecError {
  return new OctavecError(
    "INVALID_FILTER",
    `f.${type}() needs at least one filter. To match everything, search without a filter; to match nothing, use f.in(field, []).`,
  );
}

function tooLarge(limit: string): OctavecError {
  return new OctavecError(
    "INVALID_FILTER",
    `A filter may have at most ${limit} and must not contain itself.`,
  );
}
