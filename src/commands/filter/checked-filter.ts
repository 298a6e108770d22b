/** Text, or a number. Booleans are 1 and 0, dates are milliseconds. */
export type Operand = string | number;

/**
 * A filter that was checked and copied, in fewer operators: `eq` is `in` with one value, `between` is a conjunction, and
 * `missing` is the negation of `exists`. No negation contains a negation.
 */
export type CheckedFilter =
  | { readonly type: "in" | "notIn"; readonly field: string; readonly values: ReadonlySet<Operand> }
  | { readonly type: "contains"; readonly field: string; readonly value: Operand }
  | { readonly type: "gt" | "gte" | "lt" | "lte"; readonly field: string; readonly value: Operand }
  | { readonly type: "startsWith" | "textContains"; readonly field: string; readonly text: string }
  | { readonly type: "exists"; readonly field: string }
  | { readonly type: "and" | "or"; readonly filters: readonly CheckedFilter[] }
  | { readonly type: "not"; readonly filter: CheckedFilter };
