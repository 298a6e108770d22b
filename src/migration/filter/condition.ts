import { encodeFilter, type Filter, f } from "../../commands/index.js";
import { isOctavecError } from "../../errors/index.js";

/** A source's filter, read but not yet judged by what octavec's filters can say. `part` is where it stands in the source. */
export type Condition =
  /** Holds for every record. */
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
  /** Says something that no filter of octavec can. */
  | { readonly kind: "unknown"; readonly part: string; readonly why: string }
  /** Says something, but not which records match. */
  | { readonly kind: "ignored"; readonly part: string; readonly why: string };

/** A part of the source's filter that the translation left out. */
export interface UntranslatedPart {
  /** Where it stands: a path in Qdrant's JSON, text of a RediSearch query. */
  readonly part: string;
  readonly why: string;
  /** What leaving it out does to the answers: `wider` lets more records through than the source does, `none` changes nothing. */
  readonly effect: "wider" | "none";
}

export interface FilterTranslation {
  /** Undefined when nothing is left to filter by: search without one. */
  readonly filter: Filter | undefined;
  /** Empty: the filter lets through what the source's does, given the assumptions. */
  readonly untranslated: readonly UntranslatedPart[];
  /** What must be so in the data for the translated parts to mean the same, one sentence each. */
  readonly assumptions: readonly string[];
}

/**
 * The widest of what can be said: a conjunction of every part that has an equivalent. Leaving a part of a conjunction out
 * can only let more through, so whatever has none is left out whole (a union with all of its branches, a negation with
 * all that it negates) and reported; nothing is ever narrowed.
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
      default:
        untranslated.push({ part: one.part, why: whyNot(one), effect: "wider" });
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

/** A union or conjunction of one is that one; a union with a branch that always holds always holds; two negations are none. */
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

function whyNot(condition: Exclude<Condition, { kind: "all" | "and" | "filter" | "ignored" }>): string {
  if (condition.kind === "or") return "filters have no union (or) of several conditions yet";
  return condition.kind === "not" ? "filters have no negation (not) yet" : condition.why;
}

/** What the server's language cannot carry: a field name, a number that is none. */
function problemOf(filter: Filter): string | undefined {
  try {
    encodeFilter(filter);
    return undefined;
  } catch (error) {
    if (isOctavecError(error, "INVALID_FILTER")) return error.message;
    throw error;
  }
}
