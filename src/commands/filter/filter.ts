/**
 * A condition on the attributes of an element, as plain data. Build it with `f`; `encodeFilter` turns it into the
 * server's language. Equality, ranges and conjunction for now.
 *
 * What holds for every filter on the server (8.0 … 8.8):
 * - An element without attributes never matches, and neither does one that lacks a field which the filter names.
 * - Only top-level fields can be named, with letters, digits, `_` and `-` (`INVALID_FILTER` otherwise).
 * - JSON true and false are the numbers 1 and 0, on both sides.
 * - Numbers are doubles: 9007199254740993 and 9007199254740992 are one number.
 */
export type Filter = EqualityFilter | ComparisonFilter | BetweenFilter | AndFilter;

export interface EqualityFilter {
  readonly type: "eq";
  readonly field: string;
  readonly value: string | number | boolean;
}

export interface ComparisonFilter {
  readonly type: "gt" | "gte" | "lt" | "lte";
  readonly field: string;
  readonly value: number;
}

export interface BetweenFilter {
  readonly type: "between";
  readonly field: string;
  readonly min: number;
  readonly max: number;
}

export interface AndFilter {
  readonly type: "and";
  readonly filters: readonly Filter[];
}

/**
 * Builds filters: `f.and(f.eq("lang", "en"), f.gt("year", 2020))`. Nothing is checked here; `encodeFilter` throws
 * INVALID_FILTER for what the server cannot carry.
 *
 * The ranges compare numbers. The server reads anything else in the field as a number too: text that spells a number
 * as that number; other text, lists and null as 0. So where a field can hold null, leave it out instead: a range that
 * contains 0 matches null as well (`lt("price", 100)` finds `{ price: null }`). An object, or a list that holds one,
 * never matches.
 */
export const f = {
  /**
   * The field equals the value.
   * - Text: exact. Matches that very text and no number, boolean or array.
   * - A number or boolean: matches that number (booleans being 1 and 0), and text that spells it: `eq("x", 10)` also
   *   matches `"10"` and `"1e1"`. 0 and false do not match text, save the empty text, nor arrays.
   */
  eq: (field: string, value: string | number | boolean): Filter => ({ type: "eq", field, value }),
  /** The field is greater than the value. */
  gt: (field: string, value: number): Filter => ({ type: "gt", field, value }),
  /** The field is greater than the value or equals it. */
  gte: (field: string, value: number): Filter => ({ type: "gte", field, value }),
  /** The field is less than the value. */
  lt: (field: string, value: number): Filter => ({ type: "lt", field, value }),
  /** The field is less than the value or equals it. */
  lte: (field: string, value: number): Filter => ({ type: "lte", field, value }),
  /** min ≤ field ≤ max; nothing matches when min is greater than max. */
  between: (field: string, min: number, max: number): Filter => ({ type: "between", field, min, max }),
  /** All of them hold. At least one is needed: to match everything, search without a filter. */
  and: (...filters: Filter[]): Filter => ({ type: "and", filters }),
} as const;
