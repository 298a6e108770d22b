import { isFoundInStoredText } from "./attribute-text.js";
import type { CheckedFilter, Operand } from "./checked-filter.js";
import { numberLiteral, selector, textLiteral, tupleLiteral } from "./filter-literal.js";

/** The server's part of a filter. */
export interface CompiledFilter {
  /** The expression for VSIM FILTER. Undefined if the server can exclude no element. */
  readonly expression: string | undefined;
  /** False if the expression may also hold for elements that the filter does not match, so that the client must check them. */
  readonly isExact: boolean;
}

/** `fields`: the names in the expression, sorted. If one of them is missing, the filter does not match. */
interface Part extends CompiledFilter {
  readonly fields: string;
}

/** Any filter. The client decides. */
const NOTHING_EXCLUDED: Part = { expression: undefined, isExact: false, fields: "" };

/**
 * Translates a filter to an expression that holds for every element that the filter matches, and to nothing if there is none.
 * https://redis.io/docs/latest/develop/data-types/vector-sets/filtered-search/ — facts that it does not state come from the
 * server's `expr.c` and were checked on 8.0.2, 8.2.3 and 8.6.3:
 *
 * - If a named field is missing or holds an object, the whole expression is false. So a union is translated only if all of
 *   its branches name the same fields, and `ne`, `notIn`, `not` and `exists`, which can hold then, never are.
 * - Values of different types are compared as numbers. So numeric conditions also hold for text such as "10".
 * - `not` binds tighter than comparisons, these tighter than `and`, and `and` tighter than `or`.
 * - For each node that the search visits and each selector, the server reads the JSON from its start: fewer are faster.
 */
export function compileFilter(filter: CheckedFilter): CompiledFilter {
  const { expression, isExact } = compile(filter);
  return { expression, isExact };
}

function compile(filter: CheckedFilter): Part {
  switch (filter.type) {
    case "and":
      return conjunction(filter.filters.map(compile));
    case "or":
      return union(filter.filters.map(compile));
    case "in":
      return membership(filter.field, [...filter.values]);
    case "contains":
      return {
        ...onField(filter.field, `${literal(filter.value)} in ${selector(filter.field)}`),
        isExact: false,
      };
    case "gt":
    case "gte":
    case "lt":
    case "lte":
      return comparison(filter.field, filter.type, filter.value);
    case "startsWith":
    case "textContains":
      return substring(filter.field, filter.text);
    default:
      return NOTHING_EXCLUDED;
  }
}

function conjunction(parts: readonly Part[]): Part {
  const translated = parts.filter(({ expression }) => expression !== undefined);
  if (translated.length === 0) return NOTHING_EXCLUDED;
  return {
    expression: translated.map(({ expression }) => expression).join(" and "),
    isExact: parts.every(({ isExact }) => isExact),
    fields: [...new Set(translated.flatMap(({ fields }) => fields.split(",")))].sort().join(","),
  };
}

function union(parts: readonly Part[]): Part {
  const [first] = parts;
  if (first === undefined || parts.some(({ fields }) => fields === "" || fields !== first.fields))
    return NOTHING_EXCLUDED;
  if (parts.length === 1) return first;
  return {
    expression: `(${parts.map(({ expression }) => expression).join(" or ")})`,
    isExact: parts.every(({ isExact }) => isExact),
    fields: first.fields,
  };
}

function membership(field: string, values: readonly Operand[]): Part {
  const name = selector(field);
  // No value differs from itself, so this is false for every element.
  if (values.length === 0) return onField(field, `${name} != ${name}`);
  const texts = values.filter((value) => typeof value === "string");
  if (texts.length === values.length) return textMembership(field, texts);
  const [only] = values;
  // Of the values that are read as 0, the number is false for the server, and most text and all lists are true.
  if (values.length === 1)
    return inexact(field, `${name} == ${literal(only!)}${only === 0 ? ` and not ${name}` : ""}`);
  const { tuple, others } = tupleLiteral(values);
  const branches = [
    ...(tuple === undefined ? [] : [`${name} in ${tuple}`]),
    ...others.map((each) => `${name} == ${each}`),
  ];
  return inexact(field, branches.length === 1 ? branches[0]! : `(${branches.join(" or ")})`);
}

/** Up to this length in bytes the server reads text as a number. Longer text is 0. */
const LONGEST_NUMBER_BYTES = 255;

/**
 * `.x == "en"` alone also holds for 0, false and every list, and `.x == "10"` for the number 10. A leading space changes a text, but
 * not the number that it is read as. So a value that equals one of the texts, and also one of the texts with a leading
 * space, was compared as a number and must not match. More spaces than any of the texts begins with make the second kind
 * differ from all of the first.
 */
function textMembership(field: string, texts: readonly string[]): Part {
  const name = selector(field);
  const pad = " ".repeat(1 + Math.max(...texts.map((text) => text.length - text.replace(/^ +/, "").length)));
  const [only] = texts;
  const expression =
    texts.length === 1
      ? `${name} == ${textLiteral(only!)} and ${name} != ${textLiteral(only!, " ")}`
      : `${name} in ${tupleLiteral(texts).tuple} and not (${name} in ${tupleLiteral(texts, pad).tuple})`;
  // With the spaces, a text of nearly this length would no longer be read as the same number.
  const isExact = texts.every((text) => {
    const bytes = Buffer.byteLength(text);
    return bytes > LONGEST_NUMBER_BYTES || bytes + pad.length <= LONGEST_NUMBER_BYTES;
  });
  return { ...onField(field, expression), isExact };
}

const OPERATORS = { gt: ">", gte: ">=", lt: "<", lte: "<=" } as const;

/** The server has no order of text. */
function comparison(field: string, type: keyof typeof OPERATORS, value: Operand): Part {
  if (typeof value === "string") return NOTHING_EXCLUDED;
  return inexact(field, `${selector(field)} ${OPERATORS[type]} ${numberLiteral(value)}`);
}

/**
 * From 8.2 on, `in` finds a text in another one. Before, it finds nothing there, not even the empty text: then the second part
 * holds for every text, so that nothing is excluded. For lists and numbers it does not matter, as they never match.
 */
function substring(field: string, text: string): Part {
  if (!isFoundInStoredText(text)) return NOTHING_EXCLUDED;
  const name = selector(field);
  return inexact(field, `(${textLiteral(text)} in ${name} or not ("" in ${name}))`);
}

function literal(value: Operand): string {
  return typeof value === "string" ? textLiteral(value) : numberLiteral(value);
}

function onField(field: string, expression: string): Part {
  return { expression, isExact: true, fields: field };
}

function inexact(field: string, expression: string): Part {
  return { expression, isExact: false, fields: field };
}
