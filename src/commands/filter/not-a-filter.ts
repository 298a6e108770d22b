import { OctavecError } from "../../errors/index.js";
import { FIELD_NAME } from "./filter-literal.js";

/** How other databases write the comparisons. */
const OPERATORS: ReadonlyMap<string, string> = new Map(
  Object.entries({ gt: ">", gte: ">=", lt: "<", lte: "<=" }).flatMap(([name, sign]) =>
    [name, `$${name}`, sign].map((written) => [written, name] as const),
  ),
);
const MOST_CONDITIONS = 4;
const MOST_NAME_LENGTH = 40;

/**
 * The error for a filter that was not built with `f`. Other databases take an object such as `{ year: { $gte: 2024 } }`: the
 * message says how `f` writes the same, with the names of fields and without values.
 */
export function notAFilter(given: unknown): OctavecError {
  return new OctavecError(
    "INVALID_FILTER",
    `filter: expected a filter built with f, got ${kindOf(given)}. Write ${withF(given)}; f comes from "octavec".`,
  );
}

function kindOf(given: unknown): string {
  if (given === null || given === undefined) return String(given);
  if (Array.isArray(given)) return "a list";
  return typeof given === "object" ? "an object that f did not make" : `a ${typeof given}`;
}

function withF(given: unknown): string {
  const fields = typeof given === "object" && given !== null && !Array.isArray(given) ? given : {};
  const [only, ...more] = Object.entries(fields)
    .filter(([field]) => FIELD_NAME.test(field) && field.length <= MOST_NAME_LENGTH)
    .flatMap(([field, value]) => operatorsOf(value).map((operator) => `f.${operator}("${field}", value)`))
    .slice(0, MOST_CONDITIONS);
  if (only === undefined) return 'f.eq("lang", "en"), or f.and(…) of several such conditions';
  return more.length === 0 ? only : `f.and(${[only, ...more].join(", ")})`;
}

function operatorsOf(value: unknown): readonly string[] {
  const names = typeof value === "object" && value !== null ? Object.keys(value) : [];
  const operators = names.flatMap((name) => OPERATORS.get(name) ?? []);
  return operators.length === 0 ? ["eq"] : operators;
}
