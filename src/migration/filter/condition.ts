import { checkFilter, type Filter, f } from "../../commands/index.js";
import { isOctavecError } from "../../errors/index.js";

/**
 * A parsed filter of a source, before it is translated. `part` is its position in the source's filter: a path in JSON, or the
 * text of a query.
 */
export type Condition =
  /** Matches every record. */
  | { readonly kind: "all" }
  | { readonly kind: "and"; readonly of: readonly Condition[] }
  | { readonly kind: "or"; readonly part: string; readonly of: readonly Condition[] }
  | { readonly kind: "not"; readonly part: string; readonly of: Condition }
  | {
      readonly kind: "filter";
      readonly part: string;
      readonly filter: Filter;
      readonly assumptions: readonly string[];
    }
  /** A condition without an equivalent in octavec. */
  | { readonly kind: "unknown"; readonly part: string; readonly why: string }
  /** A part that does not affect which records match. */
  | { readonly kind: "ignored"; readonly part: string; readonly why: string };

/** A part of the source's filter that the translation left out. */
export interface UntranslatedPart {
  /** The path in Qdrant's JSON, or the text in a RediSearch query. */
  readonly part: string;
  readonly why: string;
  /** What happens without this part. `wider`: more records match than in the source. `none`: the same records match. */
  readonly effect: "wider" | "none";
}

export interface FilterTranslation {
  /** Undefined if no part could be translated. Then search without a filter. */
  readonly filter: Filter | undefined;
  /** If this is empty and the assumptions hold, the filter matches the same records as the source's filter. */
  readonly untranslated: readonly UntranslatedPart[];
  /** Conditions on the data under which the translated parts mean the same, one sentence each. */
  readonly assumptions: readonly string[];
}

/**
 * Translates a condition to the conjunction of all parts that have an equivalent. A part without an equivalent is left out
 * and reported, and so is a whole union or negation that contains one. Leaving out a part of a conjunction can only make more records match, so no
 * record that the source matches is lost.
 */
export function translate(condition: Condition): FilterTranslation {
  const filters: Filter[] = [];
  const untranslated: UntranslatedPart[] = [];
  const assumptions = new Set<string>();
  const visit = (one: Condition): void => {
    switch (one.kind) {
      case "all":
        return;
      case "and":
        for (const each of one.of) visit(each);
        return;
      case "filter": {
        const problem = problemOf(one.filter);
        if (problem !== undefined) {
          untranslated.push({ part: one.part, why: problem, effect: "wider" });
          return;
        }
        filters.push(one.filter);
        for (const assumption of one.assumptions) assumptions.add(assumption);
        return;
      }
      case "ignored":
        untranslated.push({ part: one.part, why: one.why, effect: "none" });
        return;
      case "unknown":
        untranslated.push({ part: one.part, why: one.why, effect: "wider" });
        return;
      default: {
        const whole = equivalentOf(one);
        const problem = whole === undefined ? incomplete(one.kind) : problemOf(whole.filter);
        if (whole === undefined || problem !== undefined) {
          untranslated.push({ part: one.part, why: problem ?? "", effect: "wider" });
          return;
        }
        filters.push(whole.filter);
        for (const assumption of whole.assumptions) assumptions.add(assumption);
      }
    }
  };
  visit(simplified(condition));
  const [first, ...more] = filters;
  return {
    filter: first === undefined || more.length === 0 ? first : f.and(...filters),
    untranslated,
    assumptions: [...assumptions],
  };
}

/**
 * Removes what has no effect: unions and conjunctions of one part, conditions that match every record, and double negations.
 */
function simplified(condition: Condition): Condition {
  switch (condition.kind) {
    case "and": {
      const parts = condition.of.map(simplified).filter(({ kind }) => kind !== "all");
      const [only, ...more] = parts;
      if (only === undefined) return { kind: "all" };
      return more.length === 0 ? only : { kind: "and", of: parts };
    }
    case "or": {
      const branches = condition.of.map(simplified);
      if (branches.some(({ kind }) => kind === "all")) return { kind: "all" };
      const [only] = branches;
      return only !== undefined && branches.length === 1 ? only : { ...condition, of: branches };
    }
    case "not": {
      const inner = simplified(condition.of);
      return inner.kind === "not" ? inner.of : { ...condition, of: inner };
    }
    default:
      return condition;
  }
}

interface Equivalent {
  readonly filter: Filter;
  readonly assumptions: readonly string[];
}

/** The equivalent of a condition with all of its parts, or undefined if one of them has none. */
function equivalentOf(condition: Condition): Equivalent | undefined {
  switch (condition.kind) {
    case "filter":
      return problemOf(condition.filter) === undefined ? condition : undefined;
    case "not": {
      const inner = equivalentOf(condition.of);
      return inner && { ...inner, filter: f.not(inner.filter) };
    }
    case "and":
    case "or": {
      const parts = condition.of.map(equivalentOf).filter((part) => part !== undefined);
      if (parts.length === 0 || parts.length < condition.of.length) return undefined;
      return {
        filter: f[condition.kind](...parts.map(({ filter }) => filter)),
        assumptions: parts.flatMap(({ assumptions }) => assumptions),
      };
    }
    default:
      return undefined;
  }
}

function incomplete(kind: "or" | "not"): string {
  return kind === "or"
    ? "a union (or) is translated only if all of its parts are"
    : "a negation (not) is translated only if all of its parts are";
}

/** Why octavec refuses the filter, for example because of a field name or a NaN. Undefined if it does not. */
function problemOf(filter: Filter): string | undefined {
  try {
    checkFilter(filter);
    return undefined;
  } catch (error) {
    if (isOctavecError(error, "INVALID_FILTER")) return error.message;
    throw error;
  }
}
