import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalizePrompt } from "../../../src/text/canonicalize-prompt.js";
import { normalizeText } from "../../../src/text/normalize-text.js";
import { anyText, plainRequest } from "./sample-texts.js";

/** Letters and numbers of a text after Unicode's own view of full-width forms and ligatures, whatever the case. */
function lettersAndNumbers(text: string): string[] {
  const folded = text
    .toWellFormed()
    .normalize("NFC")
    .replace(/[\uff01-\uff9f\ufb00-\ufb06]+/gu, (run) => run.normalize("NFKC"))
    .normalize("NFC");
  return folded.match(/[\p{L}\p{N}]/gu) ?? [];
}

describe("the canonical form of any text", () => {
  it("is its own canonical form", () => {
    fc.assert(
      fc.property(anyText(), (text) => {
        const once = canonicalizePrompt(text);
        expect(canonicalizePrompt(once)).toBe(once);
        expect(normalizeText(once)).toBe(once);
      }),
      { numRuns: 5000 },
    );
  });

  it("keeps every letter and every number in order, but for the case of the first word and of the pronoun I", () => {
    fc.assert(
      fc.property(anyText(), (text) => {
        // A combining mark may meet its letter only after an invisible character between them is gone.
        fc.pre(!/[\u200b\ufeff]/u.test(text) && !/[`~～｀\u1fef]/u.test(text));
        const [before, after] = [lettersAndNumbers(text), lettersAndNumbers(canonicalizePrompt(text))];
        expect(after.join("").toLowerCase()).toBe(before.join("").toLowerCase());
        for (const [i, letter] of before.entries())
          if (i > 0 && letter !== "I") expect(after[i]).toBe(letter);
      }),
      { numRuns: 3000 },
    );
  });

  it("differs for requests that differ in one number, denial, name in capitals or identifier", () => {
    const swaps = fc.constantFrom(
      ["7", "8"],
      ["1.5", "15"],
      ["-5", "5"],
      ["2²", "22"],
      ["do not", "do"],
      ["don't", "do"],
      ["without", "with"],
      ["Polish", "polish"],
      ["US", "us"],
      ["getUser", "getuser"],
      ["user_id", "userid"],
      ["foo.bar", "foo bar"],
      ["--force", "force"],
      ["`a  b`", "`a b`"],
    );
    fc.assert(
      fc.property(plainRequest(), plainRequest(), swaps, (before, after, [one, other]) => {
        expect(canonicalizePrompt(`${before} ${one} ${after}`)).not.toBe(
          canonicalizePrompt(`${before} ${other} ${after}`),
        );
        expect(canonicalizePrompt(`${before} ${one}`)).not.toBe(canonicalizePrompt(`${before} ${other}`));
      }),
    );
  });

  it("is the same for a request written carefully and in haste", () => {
    fc.assert(
      fc.property(plainRequest(), (request) => {
        const inHaste = `${request} invoice`;
        const mark = request.startsWith("please") ? "." : "?";
        const careful = inHaste.charAt(0).toUpperCase() + inHaste.slice(1).replace(" i ", " I ") + mark;
        expect(canonicalizePrompt(` ${careful.replace(" ", "\u00a0 ")}\r\n`)).toBe(
          canonicalizePrompt(inHaste),
        );
      }),
    );
  });
});

describe("one canonical form", () => {
  it.each([
    ["white space and line ends around and within", "  what is\u00a0 the\tprice \r\n", "what is the price"],
    ["curly quotes, dashes and the ellipsis", "say “it’s 5–6…” now", 'say "it\'s 5-6..." now'],
    ["full-width and half-width forms", "ＡＰＩ ｖ２　ﾊﾞｽ", "API v2 バス"],
    ["composed and decomposed letters", "caf\u0065\u0301", "café"],
    ["invisible characters", "pass\u200bword \ufeffreset", "password reset"],
    [
      "the capital and the question mark of a question",
      "What is the capital of France??",
      "what is the capital of France",
    ],
    ["the pronoun in a question", "How do I say that I am late?", "how do i say that i am late"],
    ["the full stop of a request", "Please reset the password.", "please reset the password"],
    ["the full stop of a wish", "I need a new plan.", "i need a new plan"],
    ["the mark of a question that begins like a command", "Do I need one?", "do i need one"],
    ["blank lines in a row", "a:\n\n\n\nb", "a:\n\nb"],
    ["the minus sign", "what is \u22125 plus 3", "what is -5 plus 3"],
  ])("covers %s", (_, text, canonical) => {
    expect(canonicalizePrompt(text)).toBe(canonical);
    expect(canonicalizePrompt(canonical)).toBe(canonical);
  });
});

describe("what could change the answer is kept", () => {
  it.each([
    ["superscripts and fractions", "what is x² + ½"],
    ["names and acronyms", "Polish IT jobs in the US"],
    ["a numeral that looks like the pronoun", "causes of World War I explained"],
    ["a variable that looks like the pronoun", "why is the variable I undefined"],
    ["the mark that alone makes the question", "you can cancel it?"],
    ["the mark that makes a command a question", "do it again?"],
    ["the full stop of an abbreviation", "explain Apple Inc. to me and write etc."],
    ["the full stop of a text to work on", "correct this: i am here."],
    ["the pronoun in a text to work on", 'is this right: "do I go"'],
    ["line ends of a list", "sort:\nb\na"],
    ["indentation of unfenced code", "fix def f():\n  if x:\n    return"],
    ["joiners within words and emoji", "می\u200cخواهم 👩\u200d💻"],
    ["a fence and all blanks in it", "explain\n```py\nif  x:\n\n\n\treturn “a” \n```"],
    ["code within the line", "what is `a  b’c` for"],
    ["shouting, which hides acronyms", "WHO IS IT"],
  ])("%s", (_, text) => {
    expect(canonicalizePrompt(text)).toBe(text);
  });
});
