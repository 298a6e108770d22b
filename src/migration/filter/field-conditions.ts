import { f } from "../../commands/index.js";
import type { Condition } from "./condition.js";

/** Properties of the fields that a translation depends on. */
export interface FilterFields {
  /**
   * Fields that hold a list in at least one record; `planMigration` finds them in its sample. A source matches a list if one
   * of its items matches, but octavec's equality never matches a list. So conditions on these fields are left out.
   */
  lists?: readonly string[] | undefined;
  /** TAG fields of RediSearch that have CASESENSITIVE. RediSearch ignores case in other TAG fields; octavec never does. */
  caseSensitive?: readonly string[] | undefined;
  /** Date fields that are stored as milliseconds since 1970. Only for these are ranges of dates translated. */
  timestamps?: readonly string[] | undefined;
}

/** The ends of a range. An `open` end does not belong to the range. */
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
    return {
      kind: "unknown",
      part,
      why: "filters compare doubles, which cannot represent this integer exactly",
    };
  }
  const kind = typeof value === "string" ? "text" : typeof value === "number" ? "a number" : "true or false";
  return {
    kind: "filter",
    part,
    filter: f.eq(field, value),
    assumptions: [`The field ${JSON.stringify(field)} holds ${kind} in every record, never a list.`],
  };
}

/** A number between two bounds, or above or below one. */
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
      why: "it only requires that the field exists, which is not translated",
    };
  }
  return { kind: "and", of: sides.map((filter) => ({ kind: "filter", part, filter, assumptions })) };
}

function inList(field: string, part: string): Condition {
  return {
    kind: "unknown",
    part,
    why: `${JSON.stringify(field)} holds lists, and conditions on list items are not translated`,
  };
}

function isExact(value: number): boolean {
  return !Number.isInteger(value) || Number.isSafeInteger(value);
}
