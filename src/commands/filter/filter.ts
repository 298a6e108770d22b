/** A value that a filter compares with. A `Date` means its milliseconds since 1970, a bigint must be a safe integer. */
export type FilterValue = string | number | boolean | bigint | Date;

/** A value that has an order: text by UTF-16 code units, the others as numbers. */
export type OrderedValue = string | number | bigint | Date;

/**
 * A condition on the attributes of an element, as plain data. Build it with `f` or `filterFor`. `matches` is its exact meaning;
 * a search returns exactly the elements for which `matches` is true.
 *
 * - A field is missing if it is absent, null or undefined. Every comparison with a missing field is false, `ne` and `notIn`
 *   too. `not` is the plain negation: `not(eq("a", 1))` is true where `a` is missing. An element without attributes lacks
 *   every field.
 * - Text equals only the same text, and a number only that number: `eq("zip", 10)` does not match `"10"`. Numbers are doubles:
 *   9007199254740993 and 9007199254740992 are the same. True and false are the numbers 1 and 0, in filters and in attributes.
 * - A filter can only name top-level fields of letters, digits, `_` and `-` (`INVALID_FILTER` otherwise).
 */
export type Filter =
  | EqualityFilter
  | ComparisonFilter
  | BetweenFilter
  | MembershipFilter
  | PresenceFilter
  | TextFilter
  | JunctionFilter
  | NotFilter;

export interface EqualityFilter {
  readonly type: "eq" | "ne" | "contains";
  readonly field: string;
  readonly value: FilterValue;
}

export interface ComparisonFilter {
  readonly type: "gt" | "gte" | "lt" | "lte";
  readonly field: string;
  readonly value: OrderedValue;
}

export interface BetweenFilter {
  readonly type: "between";
  readonly field: string;
  readonly min: OrderedValue;
  readonly max: OrderedValue;
}

export interface MembershipFilter {
  readonly type: "in" | "notIn";
  readonly field: string;
  readonly values: readonly FilterValue[];
}

export interface PresenceFilter {
  readonly type: "exists" | "missing";
  readonly field: string;
}

export interface TextFilter {
  readonly type: "startsWith" | "textContains";
  readonly field: string;
  readonly text: string;
}

export interface JunctionFilter {
  readonly type: "and" | "or";
  readonly filters: readonly Filter[];
}

export interface NotFilter {
  readonly type: "not";
  readonly filter: Filter;
}

/**
 * Builds filters. These functions check nothing; a search or `matches` throws `INVALID_FILTER` for a tree of more than 32 levels
 * or 10,000 conditions, for NaN and infinite numbers, for bigints that are no safe integers, and for a field or type of value
 * that the collection's zod schema does not have. `filterFor` gives the same functions typed by the attributes.
 *
 * The server decides equality, numeric ranges, `in`, `contains` and unions of conditions on one field. The client checks
 * what it decides only in part or not at all: `ne`, `notIn`, `not`, `exists`, `missing`, order of text, `startsWith`,
 * `textContains`, and unions over several fields. Such a search may take more round trips; put a condition beside it that the
 * server decides.
 *
 * @example
 * import { f } from "octavec";
 *
 * const filter = f.and(f.in("lang", ["en", "de"]), f.gt("year", 2020), f.not(f.eq("draft", true)));
 * const hits = await articles.search({ id: "42", filter });
 */
export const f = {
  /**
   * The field equals the value. Text matches exactly the same text; a number or boolean matches that number (true is 1, false
   * is 0), and never text.
   */
  eq: (field: string, value: FilterValue): Filter => ({ type: "eq", field, value }),
  /** The field is there and does not equal the value. */
  ne: (field: string, value: FilterValue): Filter => ({ type: "ne", field, value }),
  /** The field is greater than the value: a number than a number, or text than text, by UTF-16 code units as `<` in JavaScript. */
  gt: (field: string, value: OrderedValue): Filter => ({ type: "gt", field, value }),
  /** The field is greater than the value or equals it. */
  gte: (field: string, value: OrderedValue): Filter => ({ type: "gte", field, value }),
  /** The field is less than the value. */
  lt: (field: string, value: OrderedValue): Filter => ({ type: "lt", field, value }),
  /** The field is less than the value or equals it. */
  lte: (field: string, value: OrderedValue): Filter => ({ type: "lte", field, value }),
  /** min ≤ field ≤ max, both numbers or both text. If min is greater than max, nothing matches. */
  between: (field: string, min: OrderedValue, max: OrderedValue): Filter => ({
    type: "between",
    field,
    min,
    max,
  }),
  /** The field equals one of the values, of which there may be 1,000. Without values, nothing matches. */
  in: (field: string, values: readonly FilterValue[]): Filter => ({ type: "in", field, values }),
  /** The field is there and equals none of the values, of which there may be 1,000. */
  notIn: (field: string, values: readonly FilterValue[]): Filter => ({ type: "notIn", field, values }),
  /** The field is a list of text, numbers, booleans and null, and one of its items equals the value. */
  contains: (field: string, value: FilterValue): Filter => ({ type: "contains", field, value }),
  /** The field is there and not null. */
  exists: (field: string): Filter => ({ type: "exists", field }),
  /** The field is absent or null. */
  missing: (field: string): Filter => ({ type: "missing", field }),
  /** The field is text that begins with exactly this text. */
  startsWith: (field: string, text: string): Filter => ({ type: "startsWith", field, text }),
  /** The field is text that contains exactly this text; upper and lower case differ. */
  textContains: (field: string, text: string): Filter => ({ type: "textContains", field, text }),
  /** All of the filters hold. At least one is required: to match everything, search without a filter. */
  and: (...filters: Filter[]): Filter => ({ type: "and", filters }),
  /** At least one of the filters holds. At least one is required. */
  or: (...filters: Filter[]): Filter => ({ type: "or", filters }),
  /** The filter does not hold. Unlike `ne` and `notIn`, it also holds where the filter's field is missing. */
  not: (filter: Filter): Filter => ({ type: "not", filter }),
} as const;
