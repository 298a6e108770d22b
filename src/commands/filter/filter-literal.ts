import { encodeAttributeText } from "./attribute-text.js";
import type { Operand } from "./checked-filter.js";

/** The server's syntax for the name of a selector (`is_selector_char` in its `expr.c`). */
export const FIELD_NAME = /^[A-Za-z0-9_-]+$/;

/** Written in full, smaller numbers would exceed the 255 characters that the server's lexer allows for a number. */
const SMALLEST_POSITIONAL = 1e-200;

/** The selector of a top-level field: `.year`. */
export function selector(field: string): string {
  return `.${field}`;
}

/**
 * Text in its stored form, in the kind of quotes that it does not contain. The stored form never contains both kinds.
 * `prefix` goes inside the quotes.
 */
export function textLiteral(text: string, prefix = ""): string {
  const stored = encodeAttributeText(text);
  const quote = stored.includes('"') ? "'" : '"';
  return `${quote}${prefix}${stored}${quote}`;
}

/**
 * A finite number with all digits of its double. The server's lexer knows no sign in an exponent (on 8.0.2 and 8.2.3 `1e+21`
 * and `1e-7` are syntax errors, `1e21` is not), so large numbers lose their plus sign and small ones are written in full.
 */
export function numberLiteral(value: number): string {
  const text = String(value);
  if (!text.includes("e-")) return text.replace("e+", "e");
  // Multiplying by a power of two is exact, and so is the server's division.
  if (Math.abs(value) < SMALLEST_POSITIONAL) return `${inFull(String(value * 2 ** 1000))} / 2 ** 1000`;
  return inFull(text);
}

/**
 * The tuple of some values, for `in`. `prefix` goes before each text. `others` are the numbers that need a calculation, which a
 * tuple cannot contain. The tuple is undefined if it would be empty.
 */
export function tupleLiteral(
  values: readonly Operand[],
  prefix = "",
): { tuple: string | undefined; others: readonly string[] } {
  const literals = values.map((value) =>
    typeof value === "string" ? textLiteral(value, prefix) : numberLiteral(value),
  );
  const isCalculation = (_: unknown, index: number) =>
    typeof values[index] === "number" && literals[index]!.includes("/");
  const others = literals.filter(isCalculation);
  const items = literals.filter((item, index) => !isCalculation(item, index));
  return { tuple: items.length === 0 ? undefined : `[${items.join(",")}]`, others };
}

/** `-1.25e-7` → `-0.000000125` */
function inFull(text: string): string {
  const parts = /^(-?)(\d)\.?(\d*)e-(\d+)$/.exec(text);
  if (parts === null) return text.replace("e+", "e");
  const [, sign = "", first = "", rest = "", exponent = ""] = parts;
  return `${sign}0.${"0".repeat(Number(exponent) - 1)}${first}${rest}`;
}
