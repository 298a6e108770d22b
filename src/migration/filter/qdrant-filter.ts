import { OctavecError } from "../../errors/index.js";
import { type Condition, type FilterTranslation, translate } from "./condition.js";
import { type Bounds, equals, type FilterFields, within } from "./field-conditions.js";

type Json = Readonly<Record<string, unknown>>;

/** Checks of a field condition that have no equivalent, and why. */
const WITHOUT_EQUIVALENT: Readonly<Record<string, string>> = {
  geo_bounding_box: "octavec has no geographic filters",
  geo_radius: "octavec has no geographic filters",
  geo_polygon: "octavec has no geographic filters",
  values_count: "filters cannot count values",
  is_empty: "a check whether a field exists is not translated",
  is_null: "null is stored as JSON beside the element, where filters cannot see it",
};

/** Conditions without a `key` that have no equivalent, and why. */
const KEYLESS: Readonly<Record<string, string>> = {
  is_empty: WITHOUT_EQUIVALENT.is_empty ?? "",
  is_null: WITHOUT_EQUIVALENT.is_null ?? "",
  has_id: "ids are not attributes; fetch these records by id instead",
  has_vector: "every element has exactly one vector",
  nested: "objects in lists are stored as JSON beside the element, where filters cannot see them",
};

const CLAUSES = ["must", "should", "must_not", "min_should"];

/**
 * Translates Qdrant's filter JSON (https://qdrant.tech/documentation/concepts/filtering/) to a filter of octavec: `must`,
 * `should`, `must_not`, `match.value`, `match.any`, numeric `range`, and conditions that are equivalent to these. All other parts are
 * left out and reported. Without them more records can match, but none that Qdrant matches is lost.
 *
 * @throws OctavecError `INVALID_FILTER` for JSON that is not a filter of Qdrant.
 */
export function translateQdrantFilter(filter: unknown, fields: FilterFields = {}): FilterTranslation {
  return translate(readFilter(filter, "", fields));
}

function readFilter(filter: unknown, at: string, fields: FilterFields): Condition {
  const clauses = object(filter, at);
  const of = Object.entries(clauses).flatMap(([name, value]): Condition[] => {
    const part = at === "" ? name : `${at}.${name}`;
    if (value === null || value === undefined) return [];
    switch (name) {
      case "must":
        return conditions(value, part, fields);
      case "should": {
        const branches = conditions(value, part, fields);
        return branches.length === 0 ? [] : [{ kind: "or", part, of: branches }];
      }
      case "must_not":
        return conditions(value, part, fields).map((each, index) => ({
          kind: "not",
          part: Array.isArray(value) ? `${part}[${index}]` : part,
          of: each,
        }));
      case "min_should":
        return [minShould(object(value, part), part, fields)];
      default:
        throw invalid(part, `one of ${CLAUSES.join(", ")}`);
    }
  });
  return of.length === 0 ? { kind: "all" } : { kind: "and", of };
}

/** One condition or a list of them. */
function conditions(value: unknown, part: string, fields: FilterFields): Condition[] {
  if (!Array.isArray(value)) return [readCondition(value, part, fields)];
  return value.map((each, index) => readCondition(each, `${part}[${index}]`, fields));
}

function minShould(
  { conditions: list, min_count: least }: Json,
  part: string,
  fields: FilterFields,
): Condition {
  if (!Array.isArray(list) || typeof least !== "number") throw invalid(part, "conditions and min_count");
  const of = conditions(list, `${part}.conditions`, fields);
  if (least <= 0) return { kind: "all" };
  if (least === of.length) return { kind: "and", of };
  if (least > of.length)
    return { kind: "unknown", part, why: "min_count is larger than the number of conditions" };
  if (least === 1) return { kind: "or", part, of };
  return { kind: "unknown", part, why: "a minimum number of matching conditions is not translated" };
}

function readCondition(condition: unknown, part: string, fields: FilterFields): Condition {
  const found = object(condition, part);
  if (typeof found.key === "string") return fieldCondition(found.key, found, part, fields);
  const names = Object.keys(found).filter((name) => found[name] !== null);
  if (names.every((name) => CLAUSES.includes(name))) return readFilter(found, part, fields);
  const why = KEYLESS[names[0] ?? ""];
  if (why === undefined || names.length > 1) throw invalid(part, "a condition");
  return { kind: "unknown", part: `${part}.${names[0]}`, why };
}

function fieldCondition(key: string, condition: Json, part: string, fields: FilterFields): Condition {
  const checks = Object.entries(condition).filter(([name, value]) => name !== "key" && value !== null);
  const [check, ...more] = checks;
  if (check === undefined) throw invalid(part, "a check of the field, such as match or range");
  if (more.length > 0) {
    return {
      kind: "or",
      part,
      of: checks.map((each) => fieldCheck(key, each, part, fields)),
    };
  }
  return fieldCheck(key, check, part, fields);
}

function fieldCheck(
  key: string,
  [name, check]: [string, unknown],
  at: string,
  fields: FilterFields,
): Condition {
  const part = `${at}.${name}`;
  if (/[.["]/.test(key)) {
    return {
      kind: "unknown",
      part,
      why: `${JSON.stringify(key)} is a field of an object, which is stored as JSON beside the element, where filters cannot see it`,
    };
  }
  if (name === "match") return readMatch(key, object(check, part), part, fields);
  if (name === "range") return readRange(key, object(check, part), part, fields);
  const why = WITHOUT_EQUIVALENT[name];
  if (why === undefined) throw invalid(part, "a known check, such as match or range");
  return { kind: "unknown", part, why };
}

function readMatch(key: string, match: Json, part: string, fields: FilterFields): Condition {
  const [name = "", ...more] = Object.keys(match);
  if (more.length > 0) throw invalid(part, "one kind of match");
  const wanted = match[name];
  switch (name) {
    case "value":
      if (isScalar(wanted)) return equals(key, wanted, `${part}.value`, fields);
      throw invalid(`${part}.value`, "text, a whole number, true or false");
    case "any": {
      if (!Array.isArray(wanted) || !wanted.every(isScalar)) throw invalid(`${part}.any`, "a list of values");
      const values: (string | number | boolean)[] = wanted;
      if (values.length === 0) {
        return {
          kind: "unknown",
          part: `${part}.any`,
          why: "a condition that matches nothing is not translated",
        };
      }
      const of = values.map((value) => equals(key, value, `${part}.any`, fields));
      return { kind: "or", part: `${part}.any`, of };
    }
    case "except":
      return { kind: "unknown", part: `${part}.except`, why: "a negation (not) is not translated" };
    case "text":
    case "text_any":
    case "phrase":
      return { kind: "unknown", part: `${part}.${name}`, why: "octavec has no full-text search" };
    default:
      throw invalid(part, "value, any, except, text, text_any or phrase");
  }
}

function readRange(key: string, range: Json, part: string, fields: FilterFields): Condition {
  const found: { min?: Bounds["min"]; max?: Bounds["max"] } = {};
  const more: Condition[] = [];
  for (const [name, limit] of Object.entries(range)) {
    if (limit === null || limit === undefined) continue;
    if (!["gt", "gte", "lt", "lte"].includes(name)) throw invalid(`${part}.${name}`, "gt, gte, lt or lte");
    const value = typeof limit === "string" ? timeOf(limit) : limit;
    if (typeof value !== "number" || Number.isNaN(value))
      throw invalid(`${part}.${name}`, "a number or a date");
    if (typeof limit === "string" && !fields.timestamps?.includes(key)) {
      return {
        kind: "unknown",
        part,
        why: "dates are stored as text, which filters cannot order; store milliseconds since 1970 and name the field in `timestamps`",
      };
    }
    const side = name.startsWith("g") ? "min" : "max";
    const bound = { value, open: !name.endsWith("e") };
    // If both gt and gte are given, both must hold.
    if (found[side] === undefined) found[side] = bound;
    else more.push(within(key, { [side]: bound }, part, fields));
  }
  return { kind: "and", of: [within(key, found, part, fields), ...more] };
}

/** The milliseconds since 1970 of a date in Qdrant's format. A date without a time zone is UTC. */
function timeOf(text: string): number {
  const zoned = /(Z|[+-]\d\d:?\d\d)$/i.test(text) || /^\d{4}-\d\d-\d\d$/.test(text);
  return Date.parse(zoned ? text : `${text.replace(" ", "T")}Z`);
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}

function object(value: unknown, part: string): Json {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  throw invalid(part, "an object");
}

function invalid(part: string, expected: string): OctavecError {
  return new OctavecError(
    "INVALID_FILTER",
    `This is not a filter of Qdrant: expected ${expected} at ${part === "" ? "the top level" : part}.`,
    { details: { part } },
  );
}
