import { type Filter, f } from "../../../commands/index.js";
import { OctavecError } from "../../../errors/index.js";

/** A filter of octavec; undefined if it holds for every record. */
export type Part = Filter | undefined;

/** Holds for no record, because no value is among none. */
const NOTHING = f.in("none", []);

/** Of no parts, everything. */
export function everyOf(parts: readonly Part[]): Part {
  const filters = parts.filter((part) => part !== undefined);
  return filters.length > 1 ? f.and(...filters) : filters[0];
}

/** Of no parts, nothing. */
export function someOf(parts: readonly Part[]): Part {
  const filters = parts.filter((part) => part !== undefined);
  if (filters.length < parts.length) return undefined;
  return filters.length > 1 ? f.or(...filters) : (filters[0] ?? NOTHING);
}

export function notOf(part: Part): Part {
  return part === undefined ? NOTHING : f.not(part);
}

/** @param operator - The operator that is at fault, for programs. The message should name it, too. */
export function refusal(operator: string, problem: string): OctavecError {
  return new OctavecError("INVALID_FILTER", `filter: ${problem}`, { details: { operator } });
}
