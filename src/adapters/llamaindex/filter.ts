import type { MetadataFilter, MetadataFilters, MetadataFilterValue } from "@llamaindex/core/vector-store";
import { type Filter, f } from "../../commands/index.js";
import { OctavecError, reading, requireKnownFields } from "../../errors/index.js";
import { fieldOf, isEmpty } from "../../metadata.js";

type Scalar = string | number;
type Operator = (field: string, filter: MetadataFilter) => Filter;

/**
 * Metadata filters of LlamaIndex as one filter of octavec, with the meaning that they have in LlamaIndex's own `SimpleVectorStore`: but
 * for `is_empty`, nothing holds for a field that is missing, and null counts as missing.
 *
 * @returns undefined if every record fits: for no filters that must all hold.
 * @throws OctavecError `INVALID_FILTER`.
 */
export function filterOf(given: MetadataFilters | undefined): Filter | undefined {
  if (given === undefined) return undefined;
  return reading("filters", "INVALID_FILTER", () => {
    requireKnownFields(given, { what: "filters", fields: ["filters", "condition"] });
    const { filters, condition = "and" } = given;
    if (!Array.isArray(filters)) throw refusal("filters: expected a list of filters.");
    if (condition !== "and" && condition !== "or") {
      throw refusal(`filters: condition: expected "and" or "or", got ${JSON.stringify(condition)}.`);
    }
    const parts = filters.map(partOf);
    if (condition === "and") return parts.length === 0 ? undefined : f.and(...parts);
    // No value is among none: nothing is one of no filters.
    return parts.length === 0 ? f.in("none", []) : f.or(...parts);
  });
}

function partOf(filter: MetadataFilter): Filter {
  requireKnownFields(filter, { what: "filters: a filter", fields: ["key", "value", "operator"] });
  const { key, operator } = filter;
  if (typeof key !== "string") throw refusal("filters: key: expected a text.");
  const made = OPERATORS.get(operator);
  if (made !== undefined) return made(fieldOf(key), filter);
  throw refusal(
    `filters: unsupported operator ${JSON.stringify(operator)}. Known are ${[...OPERATORS.keys()].join(" ")}.`,
  );
}

const OPERATORS: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ["==", (field, filter) => f.eq(field, scalarOf(filter))],
  ["!=", (field, filter) => f.ne(field, scalarOf(filter))],
  [">", (field, filter) => f.gt(field, scalarOf(filter))],
  ["<", (field, filter) => f.lt(field, scalarOf(filter))],
  [">=", (field, filter) => f.gte(field, scalarOf(filter))],
  ["<=", (field, filter) => f.lte(field, scalarOf(filter))],
  ["in", (field, filter) => f.in(field, listOf(filter))],
  ["nin", (field, filter) => f.notIn(field, listOf(filter))],
  ["any", (field, filter) => anyItem(field, listOf(filter))],
  ["all", (field, filter) => allItems(field, filter)],
  ["contains", (field, filter) => f.contains(field, scalarOf(filter))],
  ["text_match", (field, filter) => f.textContains(field, textOf(filter))],
  ["is_empty", (_, { key }) => isEmpty(key)],
]);

function anyItem(field: string, values: readonly Scalar[]): Filter {
  return values.length === 0 ? f.in(field, []) : f.or(...values.map((value) => f.contains(field, value)));
}

function allItems(field: string, filter: MetadataFilter): Filter {
  const values = listOf(filter);
  if (values.length === 0) throw wrongValue(filter, "a list of at least one text or number");
  return f.and(...values.map((value) => f.contains(field, value)));
}

function scalarOf(filter: MetadataFilter): Scalar {
  if (isScalar(filter.value)) return filter.value;
  throw wrongValue(filter, "a text or a number");
}

function textOf(filter: MetadataFilter): string {
  if (typeof filter.value === "string") return filter.value;
  throw wrongValue(filter, "a text");
}

function listOf(filter: MetadataFilter): readonly Scalar[] {
  const list: readonly unknown[] | undefined = Array.isArray(filter.value) ? filter.value : undefined;
  if (list?.every(isScalar)) return list;
  throw wrongValue(filter, "a list of texts or numbers");
}

function isScalar(value: unknown): value is Scalar {
  return typeof value === "string" || typeof value === "number";
}

function wrongValue({ key, operator, value }: MetadataFilter, expected: string): OctavecError {
  return refusal(`filters: ${JSON.stringify(key)} ${operator}: expected ${expected}, got ${kindOf(value)}.`);
}

function kindOf(value: MetadataFilterValue | undefined): string {
  if (value === undefined || value === null) return "no value";
  return Array.isArray(value) ? `a list of ${value.length}` : `a ${typeof value}`;
}

function refusal(message: string): OctavecError {
  return new OctavecError("INVALID_FILTER", message);
}
