import { f } from "../../../commands/index.js";
import { fieldOf } from "../../../metadata.js";
import { type Part, refusal } from "./junctions.js";

/** `^`, text without signs of the pattern language except escaped ones, `$`. */
const LITERAL = /^(\^?)((?:[^\\^$.*+?()[\]{}|]|\\[^A-Za-z0-9])*)(\$?)$/su;

/**
 * A pattern that is plain text, possibly with `^` before and `$` after it. Redis evaluates no patterns, and a pattern of a user, evaluated
 * for every record, could keep the process busy for ever.
 *
 * @throws OctavecError `INVALID_FILTER` for any other pattern.
 */
export function matchesPattern(path: string, value: unknown, operator: string): Part {
  const { source, flags } = value instanceof RegExp ? value : { source: value, flags: "" };
  if (typeof source !== "string") throw refusal(operator, `operator ${operator}: expected text or a RegExp.`);
  const [, start, escaped = "", end] = LITERAL.exec(source) ?? [];
  // The end alone is no condition that filters have.
  const isKnown = start !== undefined && (start === "^" || end === "");
  if (!isKnown || flags.replace(/[gu]/g, "") !== "") throw unsupportedPattern(operator);
  const text = escaped.replace(/\\(.)/gsu, "$1");
  const field = fieldOf(path);
  if (end === "$") return f.eq(field, text);
  return start === "^" ? f.startsWith(field, text) : f.textContains(field, text);
}

export function unsupportedPattern(operator: string): ReturnType<typeof refusal> {
  return refusal(
    operator,
    `unsupported operator ${operator} with a pattern: octavec knows "text", "^text" and "^text$", without options. ` +
      "Store what you filter by in a field of its own, for example in lower case.",
  );
}
