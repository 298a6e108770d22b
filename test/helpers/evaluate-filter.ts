import { encodeAttributeText, type Filter } from "../../src/commands/index.js";

/**
 * What a filter means, said in JavaScript: the oracle for the expression that the server evaluates. It follows
 * what the documentation of `f` promises, not how the expression is written.
 */
export function evaluateFilter(filter: Filter, attributes: object): boolean {
  if (filter.type === "and") return filter.filters.every((each) => evaluateFilter(each, attributes));
  const value: unknown = Object.getOwnPropertyDescriptor(attributes, filter.field)?.value;
  if (filter.type === "eq" && typeof filter.value === "string") return value === filter.value;
  if (filter.type === "eq") return equalsNumber(value, Number(filter.value));
  const number = numberOf(value);
  if (number === undefined) return false;
  switch (filter.type) {
    case "gt":
      return number > filter.value;
    case "gte":
      return number >= filter.value;
    case "lt":
      return number < filter.value;
    case "lte":
      return number <= filter.value;
    case "between":
      return filter.min <= number && number <= filter.max;
  }
}

function equalsNumber(value: unknown, wanted: number): boolean {
  if (typeof value === "string") return wanted === 0 ? value === "" : spelledNumber(value) === wanted;
  return (typeof value === "number" || typeof value === "boolean") && Number(value) === wanted;
}

/** The value as the server orders it, or undefined when it never matches. */
function numberOf(value: unknown): number | undefined {
  if (typeof value === "number" || typeof value === "boolean") return Number(value);
  if (typeof value === "string") return spelledNumber(value);
  if (value === null) return 0;
  if (Array.isArray(value)) return value.some((item) => typeof item === "object") ? undefined : 0;
  return undefined;
}

/** As C's `strtod` over the whole stored text; 0 when it spells no number. */
function spelledNumber(text: string): number {
  const stored = encodeAttributeText(text);
  return /^[ \t\n\r]*[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(stored) ? Number(stored) : 0;
}
