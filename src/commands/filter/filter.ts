/**
 * A condition on the attributes of an element, as plain data. Build it with `f`; `encodeFilter` translates it into the
 * server's filter language.
 *
 * For every filter on a server of version 8.0 to 8.8:
 * - An element never matches if it has no attributes or lacks a field that the filter names.
 * - A filter can only name top-level fields of letters, digits, `_` and `-` (`INVALID_FILTER` otherwise).
 * - True and false count as the numbers 1 and 0, both in filters and in attributes.
 * - Numbers are doubles: 9007199254740993 and 9007199254740992 are the same number.
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
 * Builds filters. These functions check nothing; `encodeFilter` throws `INVALID_FILTER` for a filter that the server cannot
 * express.
 *
 * Ranges compare numbers. The server reads other values of the field as numbers too: text like `"12"` as that number;
 * other text, arrays and null as 0. So leave a field out instead of storing null, because a range that contains 0 also
 * matches null (`lt("price", 100)` finds `{ price: null }`). An object, or an array that contains one, never matches.
 *
 * @example
 * import { f } from "octavec";
 *
 * const filter = f.and(f.eq("lang", "en"), f.gt("year", 2020));
 * const hits = await articles.search({ id: "42", filter });
 */
export const f = {
  /**
   * The field equals the value.
   * - Text matches exactly the same text, and no number, boolean or array.
   * - A number or boolean matches that number (true is 1, false is 0) and text that is read as it: `eq("x", 10)` also
   *   matches `"10"` and `"1e1"`. 0 and false match no text except the empty one, and no arrays.
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
  /** min ≤ field ≤ max. If min is greater than max, nothing matches. */
  between: (field: string, min: number, max: number): Filter => ({ type: "between", field, min, max }),
  /** All of the filters hold. At least one is required: to match everything, search without a filter. */
  and: (...filters: Filter[]): Filter => ({ type: "and", filters }),
} as const;
