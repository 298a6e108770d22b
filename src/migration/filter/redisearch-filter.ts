import { type Condition, type FilterTranslation, translate } from "./condition.js";
import { equals, type FilterFields, within } from "./field-conditions.js";
import { QueryReader } from "./query-reader.js";

/** Properties of the fields, and the values of the query's parameters. */
export interface QueryFields extends FilterFields {
  /** Values of `$name` in the query, as given to `PARAMS`. */
  params?: Readonly<Record<string, string | number>> | undefined;
}

const FULL_TEXT = "octavec has no full-text search";

/**
 * Translates a query of RediSearch (DIALECT 2, https://redis.io/docs/latest/develop/ai/search-and-query/advanced-concepts/query_syntax/)
 * to a filter of octavec: `*`, a tag (`@lang:{en}`), numeric ranges (`@year:[2000 (2010]`, `@year>=2000`), intersections, groups,
 * unions and negations of these. `=>[KNN …]` is removed. All other parts are left out and reported. Without them more records can match,
 * but none that RediSearch matches is lost.
 *
 * @throws OctavecError `INVALID_FILTER` for a query that cannot be parsed.
 */
export function translateRediSearchQuery(query: string, fields: QueryFields = {}): FilterTranslation {
  const reader = new QueryReader(query);
  const condition = readUnion(reader, fields);
  if (!reader.isAtEnd) throw reader.problem(`${JSON.stringify(reader.peek())} closes no bracket`);
  return translate(condition);
}

/** Reads a union of intersections, up to the end or a closing bracket. */
function readUnion(reader: QueryReader, fields: QueryFields): Condition {
  const start = reader.at;
  const branches: Condition[] = [];
  let longest = 0;
  do {
    const of: Condition[] = [];
    while (!reader.isAtEnd && !"|)".includes(reader.peek())) of.push(readPart(reader, fields));
    longest = Math.max(longest, of.length);
    if (of.length > 0) branches.push(of.length === 1 && of[0] !== undefined ? of[0] : { kind: "and", of });
  } while (reader.take(/\|/y) !== undefined);
  if (branches.length === 0) return { kind: "all" };
  const part = reader.since(start);
  if (branches.length > 1 && longest > 1) {
    const why =
      "whether | in a union binds tighter than a space differs between dialects; put its parts in brackets";
    return { kind: "unknown", part, why };
  }
  return { kind: "or", part, of: branches };
}

function readPart(reader: QueryReader, fields: QueryFields): Condition {
  reader.skipSpace();
  const start = reader.at;
  const condition = readBare(reader, fields, start);
  return withOptions(condition, reader);
}

function readBare(reader: QueryReader, fields: QueryFields, start: number): Condition {
  const unknown = (why: string): Condition => ({ kind: "unknown", part: reader.since(start), why });
  if (reader.take(/-/y)) {
    const of = readPart(reader, fields);
    return { kind: "not", part: reader.since(start), of };
  }
  if (reader.take(/~/y)) {
    readPart(reader, fields);
    return {
      kind: "ignored",
      part: reader.since(start),
      why: "an optional part changes the score and not which records match",
    };
  }
  if (reader.peek() === "(") {
    const inner = new QueryReader(reader.takeBracketed("(", ")"));
    const condition = readUnion(inner, fields);
    if (!inner.isAtEnd) throw reader.problem("a closing bracket without an opening one");
    return condition;
  }
  if (reader.take(/\*(?=[\s)|=]|$)/y)) return { kind: "all" };
  const missing = reader.take(/ismissing\(\s*@[^)]*\)/iy);
  if (missing) return unknown("a check whether a field is missing is not translated");
  if (reader.peek() === "@") return readField(reader, fields, start);
  if (reader.peek() === '"') {
    reader.takeBracketed('"', '"');
    return unknown(FULL_TEXT);
  }
  if (reader.take(/(?:\\.|[^\s()|@"\\=]|=(?!>))+/y)) return unknown(FULL_TEXT);
  throw reader.problem(`unexpected ${JSON.stringify(reader.peek())}`);
}

function readField(reader: QueryReader, fields: QueryFields, start: number): Condition {
  const unknown = (why: string): Condition => ({ kind: "unknown", part: reader.since(start), why });
  const name = reader.take(/@((?:\\.|[^\s:|(){}[\]"@<>=!\\])+)/y)?.[1]?.replace(/\\(.)/g, "$1");
  if (name === undefined) throw reader.problem("expected the name of a field after @");
  const comparison = reader.take(/\s*(==|!=|>=|<=|>|<)\s*([^\s()|]+)/y);
  if (comparison) {
    const [, operator = "", value = ""] = comparison;
    return readComparison(name, operator, value, reader.since(start), fields);
  }
  const several = reader.take(/(?:\|[^\s:|(){}[\]"@]+)+/y);
  if (!reader.take(/\s*:\s*/y)) throw reader.problem("expected a colon after the name of the field");
  switch (reader.peek()) {
    case "{": {
      const tags = reader.takeBracketed("{", "}");
      return several ? unknown(FULL_TEXT) : readTags(name, tags, reader.since(start), fields);
    }
    case "[": {
      const range = reader.takeBracketed("[", "]");
      return readRange(name, range, reader.since(start), fields);
    }
    case "(":
      reader.takeBracketed("(", ")");
      return unknown(FULL_TEXT);
    default:
      readBare(reader, fields, reader.at);
      return unknown(FULL_TEXT);
  }
}

function readTags(name: string, text: string, part: string, fields: QueryFields): Condition {
  const of = splitAtBars(text).map((tag): Condition => {
    const value = tagText(tag.trim(), fields.params);
    if (value === undefined)
      return { kind: "unknown", part, why: "filters cannot compare tags with a pattern" };
    const equal = equals(name, value, part, fields);
    if (equal.kind !== "filter" || fields.caseSensitive?.includes(name)) return equal;
    const cased = `The field ${JSON.stringify(name)} has the same upper and lower case as the query: RediSearch ignores case in tags, octavec does not.`;
    return { ...equal, assumptions: [...equal.assumptions, cased] };
  });
  return { kind: "or", part, of };
}

/** Splits at bars that are not in quotes and not after a backslash. */
function splitAtBars(text: string): string[] {
  return [...text.matchAll(/(?:\\.|"(?:\\.|[^"\\])*"|[^|\\])+/gs)].map(([part]) => part);
}

/** The text of a tag; undefined for a pattern (prefix, infix, wildcard) and for an unknown parameter. */
function tagText(tag: string, params: QueryFields["params"] = {}): string | undefined {
  const quoted = /^"((?:\\.|[^"\\])*)"$/s.exec(tag)?.[1];
  if (quoted !== undefined) return quoted.replace(/\\(.)/gs, "$1");
  if (/^\$\w+$/.test(tag)) {
    const value = params[tag.slice(1)];
    return value === undefined ? undefined : String(value);
  }
  if (/^w'/.test(tag) || /(^|[^\\])\*/.test(tag) || tag === "") return undefined;
  return tag.replace(/\\(.)/gs, "$1");
}

/** Reads `min max`. A `(` before a number excludes it. One number stands for both ends. */
function readRange(name: string, text: string, part: string, fields: QueryFields): Condition {
  const words = text.split(/[\s,]+/).filter((word) => word !== "");
  if (/^VECTOR_RANGE$/i.test(words[0] ?? "")) {
    return {
      kind: "unknown",
      part,
      why: "filters cannot compare vectors; use `minSimilarity` of the search instead",
    };
  }
  if (words.length > 2 || /^(within|contains|intersects|disjoint)$/i.test(words[0] ?? "")) {
    return { kind: "unknown", part, why: "octavec has no geographic filters" };
  }
  const [low, high = low] = words.map((word) => limitOf(word, fields.params));
  if (low === undefined || high === undefined) {
    return {
      kind: "unknown",
      part,
      why: "its limits are not numbers; pass the values of $names as `params`",
    };
  }
  return within(
    name,
    {
      ...(low.value !== Number.NEGATIVE_INFINITY && { min: low }),
      ...(high.value !== Number.POSITIVE_INFINITY && { max: high }),
    },
    part,
    fields,
  );
}

function readComparison(
  name: string,
  operator: string,
  text: string,
  part: string,
  fields: QueryFields,
): Condition {
  const limit = limitOf(text, fields.params);
  if (limit === undefined || !Number.isFinite(limit.value)) {
    return {
      kind: "unknown",
      part,
      why: "it does not compare with a finite number; pass the values of $names as `params`",
    };
  }
  const { value } = limit;
  switch (operator) {
    case "==":
      return within(name, { min: limit, max: limit }, part, fields);
    case "!=":
      return { kind: "unknown", part, why: "a negation (not) is not translated" };
    default: {
      const bound = { value, open: !operator.endsWith("=") };
      return within(name, operator.startsWith(">") ? { min: bound } : { max: bound }, part, fields);
    }
  }
}

function limitOf(
  word: string,
  params: QueryFields["params"] = {},
): { value: number; open: boolean } | undefined {
  const open = word.startsWith("(");
  let text = open ? word.slice(1) : word;
  if (/^-?\$\w+$/.test(text)) text = text.replace(/\$(\w+)/, (_, key: string) => String(params[key] ?? ""));
  const infinite = /^([+-]?)inf(?:inity)?$/i.exec(text);
  if (infinite)
    return { value: infinite[1] === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY, open };
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return undefined;
  return { value: Number(text), open };
}

/** Reads the options that may follow a part: `=>{$weight: 2}` or `=>[KNN …]`. */
function withOptions(condition: Condition, reader: QueryReader): Condition {
  const start = reader.at;
  if (!reader.take(/\s*=>\s*/y)) return condition;
  if (reader.peek() === "[") {
    reader.takeBracketed("[", "]");
    return withOptions(condition, reader);
  }
  if (reader.peek() !== "{") throw reader.problem("expected [ or { after =>");
  reader.takeBracketed("{", "}");
  const ignored: Condition = {
    kind: "ignored",
    part: reader.since(start),
    why: "it changes scores or the search method and not which records match",
  };
  return { kind: "and", of: [withOptions(condition, reader), ignored] };
}
