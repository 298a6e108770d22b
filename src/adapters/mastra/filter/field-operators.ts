import { type FilterValue, f } from "../../../commands/index.js";
import { fieldOf } from "../../../metadata.js";
import { everyOf, notOf, type Part, refusal, someOf } from "./junctions.js";
import { matchesPattern } from "./pattern.js";

/** The condition that the field at a path meets an operator with a value. */
type FieldOperator = (path: string, value: unknown, operator: string) => Part;

/** What can stand below a field, except `$not`. */
export const FIELD_OPERATORS: ReadonlyMap<string, FieldOperator> = new Map<string, FieldOperator>([
  ["$eq", equals],
  ["$ne", (path, value, operator) => notOf(equals(path, value, operator))],
  ["$gt", (path, value, operator) => f.gt(fieldOf(path), boundOf(value, operator))],
  ["$gte", (path, value, operator) => f.gte(fieldOf(path), boundOf(value, operator))],
  ["$lt", (path, value, operator) => f.lt(fieldOf(path), boundOf(value, operator))],
  ["$lte", (path, value, operator) => f.lte(fieldOf(path), boundOf(value, operator))],
  ["$in", equalsAny],
  ["$nin", (path, value, operator) => notOf(equalsAny(path, value, operator))],
  ["$all", equalsAll],
  ["$elemMatch", hasItem],
  ["$exists", exists],
  ["$regex", matchesPattern],
  ["$contains", contains],
]);

/** The field is the value, or a list that holds it. Null means that the field is missing. */
export function equals(path: string, value: unknown, operator: string): Part {
  const field = fieldOf(path);
  if (value === null) return f.missing(field);
  const scalar = scalarOf(value, operator);
  return f.or(f.eq(field, scalar), f.contains(field, scalar));
}

export function equalsAny(path: string, value: unknown, operator: string): Part {
  const values = listOf(value, operator);
  const field = fieldOf(path);
  const scalars = values.filter((item) => item !== null).map((item) => scalarOf(item, operator));
  return someOf([
    ...(scalars.length === 0
      ? []
      : [f.in(field, scalars), ...scalars.map((item) => f.contains(field, item))]),
    ...(scalars.length === values.length ? [] : [f.missing(field)]),
  ]);
}

/** As in MongoDB, nothing has all of no values. */
function equalsAll(path: string, value: unknown, operator: string): Part {
  const values = listOf(value, operator);
  return values.length === 0 ? someOf([]) : everyOf(values.map((item) => equals(path, item, operator)));
}

/** Of the conditions on one item, filters of octavec have only "equals one of these values". */
function hasItem(path: string, value: unknown, operator: string): Part {
  const [[name, wanted] = [], ...more] = Object.entries(value ?? {});
  const values =
    name === "$eq" ? [wanted] : name === "$in" ? listOf(wanted, `${operator} with $in`) : undefined;
  if (values === undefined || more.length > 0) {
    throw refusal(
      operator,
      `unsupported operator ${operator} with other conditions than { $eq: value } or { $in: values }. ` +
        "Store what you filter by in a field of its own.",
    );
  }
  return someOf(values.map((item) => f.contains(fieldOf(path), scalarOf(item, operator))));
}

function exists(path: string, value: unknown, operator: string): Part {
  if (typeof value !== "boolean") throw refusal(operator, `operator ${operator}: expected true or false.`);
  return value ? f.exists(fieldOf(path)) : f.missing(fieldOf(path));
}

/** The field is a text with this part, or a list that holds the value. */
function contains(path: string, value: unknown, operator: string): Part {
  const field = fieldOf(path);
  const item = f.contains(field, scalarOf(value, operator));
  return typeof value === "string" ? f.or(f.textContains(field, value), item) : item;
}

/** A date is compared as the ISO text as which it is stored. */
function scalarOf(value: unknown, operator: string): FilterValue {
  if (value instanceof Date && !Number.isNaN(value.getTime())) return value.toISOString();
  if (typeof value === "string" || typeof value === "boolean" || typeof value === "bigint") return value;
  if (typeof value === "number" && Number.isFinite(value)) return value;
  const expected = "text, a finite number, a boolean or a valid date";
  throw refusal(operator, `operator ${operator}: expected ${expected}, got ${kindOf(value)}.`);
}

function boundOf(value: unknown, operator: string): Exclude<FilterValue, boolean> {
  const scalar = scalarOf(value, operator);
  if (typeof scalar !== "boolean") return scalar;
  throw refusal(operator, `operator ${operator}: expected text, a number or a date, got a boolean.`);
}

function listOf(value: unknown, operator: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw refusal(operator, `operator ${operator}: expected a list of values, got ${kindOf(value)}.`);
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
