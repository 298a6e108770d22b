import { f } from "../../commands/index.js";
import type { Condition } from "./condition.js";

/** What is known of the fields, so that conditions on them can be judged. */
export interface FilterFields {
  /**
   * Fields that hold lists in some records. Sources match a list when one of its items matches, octavec's equality never
   * matches a list: conditions on them are left out. The plan of a migration finds them in its sample.
   */
  lists?: readonly string[] | undefined;
  /** TAG fields of RediSearch with CASESENSITIVE. Others are compared without case there, and with case here. */
  caseSensitive?: readonly string[] | undefined;
  /** Fields of dates that are kept as milliseconds since 1970: ranges of dates are translated for them. */
  timestamps?: readonly string[] | undefined;
}

/** The least and the greatest value, each within the range or just outside it. */
export interface Bounds {
  readonly min?: { readonly value: number; readonly open: boolean } | undefined;
  readonly max?: { readonly value: number; readonly open: boolean } | undefined;
}

export function equals(
  field: string,
  value: string | number | boolean,
  part: string,
  { lists = [] }: FilterFields,
): Condition {
  if (lists.includes(field)) return inList(field, part);
  if (typeof value === "number" && !isExact(value)) {
    return { kind: "unknown", part, why: "filters compare doubles, and this whole number is beyond them" };
  }
  const kind = typeof value === "string" ? "text" : typeof value === "number" ? "a number" : "true or false";
  return {
    kind: "filter",
    part,
    filter: f.eq(field, value),
    assumptions: [`The field ${JSON.stringify(field)} holds ${kind} in every record, never a list.`],
  };
}

/** Between two finite bounds, or beyond one. */
export function within(field: string, bounds: Bounds, part: string, { lists = [] }: FilterFields): Condition {
  if (lists.includes(field)) return inList(field, part);
  const { min, max } = bounds;
  const assumptions = [
    `The field ${JSON.stringify(field)} holds a number in every record, never text or a list.`,
  ];
  if (min !== undefined && max !== undefined && !min.open && !max.open) {
    return { kind: "filter", part, filter: f.between(field, min.value, max.value), assumptions };
  }
  const sides = [
    ...(min === undefined ? [] : [min.open ? f.gt(field, min.value) : f.gte(field, min.value)]),
    ...(max === undefined ? [] : [max.open ? f.lt(field, max.value) : f.lte(field, max.value)]),
  ];
  if (sides.length === 0) {
    return {
      kind: "unknown",
      part,
      why: "it asks only that the field is there; filters cannot ask that yet",
    };
  }
  return { kind: "and", of: sides.map((filter) => ({ kind: "filter", part, filter, assumptions })) };
}

function inList(field: string, part: string): Condition {
  return {
    kind: "unknown",
    part,
    why: `${JSON.stringify(field)} holds lists, and filters cannot look into a list yet`,
  };
}

function isExact(value: number): boolean {
  return !Number.isInteger(value) || Number.isSafeInteger(value);
}
