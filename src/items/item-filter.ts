import { type CheckedFilter, compileFilter, encodeAttributes } from "../commands/index.js";

/** Longer texts are not among the attributes of vectors. UTF-16 units. */
const MAX_TEXT = 256;
const FIELD_NAME = /^[A-Za-z0-9_-]+$/;

/** What of an item the server can filter by: short texts, numbers and booleans at the top. */
export function filterableText(value: Record<string, unknown>): string {
  return encodeAttributes(
    Object.fromEntries(
      Object.entries(value).filter(([name, member]) => FIELD_NAME.test(name) && isFilterable(member)),
    ),
  );
}

/** The server's part of a filter: an expression that loses no match. Undefined if it can decide nothing. */
export function serverPartOf(filter: CheckedFilter | undefined): string | undefined {
  const filters = filter === undefined ? [] : decidedParts(filter);
  return filters.length === 0 ? undefined : compileFilter({ type: "and", filters }).expression;
}

/** The conditions that hold for nothing else than what is among the attributes. */
function decidedParts(filter: CheckedFilter): CheckedFilter[] {
  switch (filter.type) {
    case "and":
      return filter.filters.flatMap(decidedParts);
    case "in":
      return [...filter.values].every(isFilterable) ? [filter] : [];
    case "gt":
    case "gte":
    case "lt":
    case "lte":
      return [filter];
    default:
      return [];
  }
}

function isFilterable(value: unknown): boolean {
  return (
    typeof value === "number" ||
    typeof value === "boolean" ||
    (typeof value === "string" && value.length <= MAX_TEXT)
  );
}
