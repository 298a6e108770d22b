import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { GUARD_NAMES, runGuards } from "../../../../src/cache/guards/run-guards.js";
import { extractFacts } from "../../../../src/cache/guards/text-facts.js";
import { anyText } from "../../text/sample-texts.js";

const PIECES = [
  "not",
  "don't",
  "without",
  "no",
  "enable",
  "disable",
  "open",
  "closed",
  "turn",
  "on",
  "off",
  "from",
  "to",
  "Paris",
  "Rome",
  "london",
  "5",
  "5 km",
  "$10",
  "10%",
  "twenty",
  "five",
  "hundred",
  "and",
  "one",
  "3pm",
  "15:30",
  "2023",
  "2023-01-05",
  "1/5/2023",
  "jan",
  "may",
  "monday",
  "tomorrow",
  "next",
  "week",
  "q1",
  '"x y"',
  "'it'",
  "getUser",
  "a_b",
  "--x",
  "v1.2",
  "`q`",
  "a@b.co",
  "http://a.b/c",
  "was",
  "ist",
  "日本",
  ".",
  ",",
];
const text = fc.oneof(
  fc.array(fc.constantFrom(...PIECES), { maxLength: 14 }).map((pieces) => pieces.join(" ")),
  anyText(),
);

describe("the guards together", () => {
  it("never reject a text for itself", () => {
    fc.assert(
      fc.property(text, (same) => {
        const facts = extractFacts(same);
        expect(runGuards(facts, facts).filter(({ verdict }) => verdict === "reject")).toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });

  it("judge a pair like its reverse, and give tokens with a rejection only", () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        const [one, other] = [extractFacts(a), extractFacts(b)];
        const results = runGuards(one, other);
        expect(runGuards(other, one).map(({ verdict }) => verdict)).toEqual(
          results.map(({ verdict }) => verdict),
        );
        for (const { verdict, detail, tokens } of results) {
          expect(detail !== undefined).toBe(verdict === "reject");
          expect(tokens !== undefined).toBe(verdict === "reject");
        }
      }),
      { numRuns: 2000 },
    );
  });

  it("answer for the enabled ones only, in the order asked", () => {
    const facts = extractFacts("pay 5 dollars");
    expect(runGuards(facts, facts, ["dates", "numbers"]).map(({ guard }) => guard)).toEqual([
      "dates",
      "numbers",
    ]);
    expect(runGuards(facts, facts, [])).toEqual([]);
    expect(runGuards(facts, facts).map(({ guard }) => guard)).toEqual(GUARD_NAMES);
  });

  it("say in `detail` nothing of what the texts say", () => {
    const results = runGuards(
      extractFacts('enable Alice 77 "secret" tomorrow fooBar'),
      extractFacts('disable Bob 88 "other" yesterday barFoo'),
    );
    const rejections = results.filter(({ verdict }) => verdict === "reject");
    expect(rejections.map(({ guard }) => guard).sort()).toEqual([
      "code",
      "dates",
      "names",
      "negation",
      "numbers",
      "quoted",
    ]);
    for (const { detail } of rejections)
      expect(detail).not.toMatch(/alice|bob|77|88|secret|other|tomorrow|yesterday|foo|enable/i);
  });

  it("read no more than the beginning of a very long prompt", () => {
    const long = `${"word ".repeat(1000)}`;
    const results = runGuards(extractFacts(`${long} 5 km`), extractFacts(`${long} 6 km`), ["numbers"]);
    expect(results[0]?.verdict).toBe("not-applicable");
  });
});
