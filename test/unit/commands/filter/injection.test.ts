import fc from "fast-check";
import { expect, test } from "vitest";
import {
  checkFilter,
  compileFilter,
  decodeAttributeText,
  type Filter,
  f,
} from "../../../../src/commands/index.js";
import { HOSTILE_TEXTS } from "../../../helpers/any-filter.js";

const typed = fc
  .array(
    fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(...HOSTILE_TEXTS) },
      fc.constantFrom('"', "'", "\\", "\0", "]", ")", " or 1 == 1", " and ", "#", "\n", '\\"'),
      fc.string({ unit: "binary", maxLength: 5 }),
    ),
    { maxLength: 4 },
  )
  .map((pieces) => pieces.join(""));

/** Filters with two texts of a user. */
const TEMPLATES: readonly ((one: string, two: string) => Filter)[] = [
  (one, two) => f.and(f.eq("a", one), f.eq("b", two)),
  (one, two) => f.in("a", ["fixed", one, two]),
  (one, two) => f.in("a", [1, one, two]),
  (one, two) => f.and(f.contains("a", one), f.contains("b", two)),
  (one, two) => f.or(f.eq("a", one), f.eq("a", two)),
];
const SEARCHES: readonly ((text: string) => Filter)[] = [
  (text) => f.startsWith("a", text),
  (text) => f.textContains("a", text),
];

function expressionOf(filter: Filter): string | undefined {
  return compileFilter(checkFilter(filter)).expression;
}

/** Splits an expression as the server's lexer does, for which a backslash protects the next byte and a zero byte is the end. */
function lexed(expression: string): { structure: string; texts: string[] } {
  const texts: string[] = [];
  let structure = "";
  for (let at = 0; at < expression.length; at++) {
    const quote = expression[at]!;
    if (quote === "\0") return { structure, texts };
    if (quote !== '"' && quote !== "'") {
      structure += quote;
      continue;
    }
    let text = "";
    for (at++; expression[at] !== quote; at++) {
      if (at >= expression.length || expression[at] === "\0") throw new Error("a text without an end");
      if (expression[at] === "\\") at++;
      text += expression[at];
    }
    structure += "TEXT";
    texts.push(text);
  }
  return { structure, texts };
}

test("no text of a user changes the structure of an expression or gets lost in it", () => {
  fc.assert(
    fc.property(fc.constantFrom(...TEMPLATES), typed, typed, (template, one, two) => {
      // Equal texts are one value of a list.
      fc.pre(one !== two && one !== "fixed" && two !== "fixed");
      const { structure, texts } = lexed(expressionOf(template(one, two))!);
      expect(structure).toBe(lexed(expressionOf(template("x", "y"))!).structure);
      const found = texts.map((text) => decodeAttributeText(text));
      expect(found).toContain(one);
      expect(found).toContain(two);
    }),
    { numRuns: 2_000 },
  );
});

test("a text that is searched for reaches the server unchanged or not at all", () => {
  let sent = 0;
  fc.assert(
    fc.property(fc.constantFrom(...SEARCHES), typed, (template, text) => {
      const expression = expressionOf(template(text));
      if (expression === undefined) return;
      sent++;
      const { structure, texts } = lexed(expression);
      expect(structure).toBe("(TEXT in .a or not (TEXT in .a))");
      expect(texts).toEqual([text, ""]);
    }),
    { numRuns: 2_000 },
  );
  expect(sent).toBeGreaterThan(100);
});
