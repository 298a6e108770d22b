import fc from "fast-check";
import { expect, it } from "vitest";
import { measureGuards } from "../../../../src/cache/guards/measure-guards.js";
import { GUARD_NAMES, runGuards } from "../../../../src/cache/guards/run-guards.js";
import { extractFacts, type TextFacts } from "../../../../src/cache/guards/text-facts.js";

const PAIRS = [
  { a: "Send 50 euros to Anna", b: "Send 70 euros to Anna", same: false },
  { a: "Send 50 euros to Anna", b: "Send 50 euros to Berta", same: false },
  { a: "How do I enable sync", b: "How do I disable sync", same: false },
  { a: "What is the best laptop", b: "What is the worst laptop", same: false },
  { a: "List 5 ideas for a party", b: "Give me 6 ideas for a party", same: true },
  { a: "How do I reset my password", b: "How can I reset my password", same: true },
];

it("says of each guard by itself which right pairs it costs and which wrong ones it catches", () => {
  const report = measureGuards(PAIRS, { guards: ["numbers", "names", "negation"] });
  expect(report).toMatchObject({ right: 2, wrong: 4 });
  const figures = Object.fromEntries(report.guards.map(({ guard, ...rest }) => [guard, rest]));
  expect(figures.numbers).toMatchObject({ applicable: 3, rightRejected: 1, wrongRejected: 1 });
  expect(figures.numbers?.rightRejectedShare).toMatchObject({ share: 0.5 });
  expect(figures.numbers?.wrongRejectedShare).toMatchObject({ share: 0.25 });
  expect(figures.names).toMatchObject({ rightRejected: 0, wrongRejected: 1 });
  expect(figures.negation).toMatchObject({ rightRejected: 0 });
  expect(figures.negation?.wrongRejected).toBeGreaterThan(0);
  expect(figures.negation?.wrongRejectedShare.high).toBeLessThan(1);
});

const text = fc.array(fc.constantFrom("pay", "5", "6", "Anna", "Berta", "not", "enable", "disable", "2023"), {
  minLength: 1,
  maxLength: 6,
});
const pair = fc.record({
  a: text.map((words) => words.join(" ")),
  b: text.map((words) => words.join(" ")),
  same: fc.boolean(),
});

const known = new Map<string, TextFacts>();
function factsOf(text: string): TextFacts {
  const facts = known.get(text) ?? extractFacts(text);
  known.set(text, facts);
  return facts;
}

it("counts what the cache itself would reject, each guard alone and all together", () => {
  fc.assert(
    fc.property(fc.array(pair, { minLength: 1, maxLength: 20 }), (pairs) => {
      const { guards, together, right, wrong } = measureGuards(pairs);
      const rejectedBy = (names: typeof GUARD_NAMES, same: boolean) =>
        pairs.filter(
          (each) =>
            each.same === same &&
            runGuards(factsOf(each.a), factsOf(each.b), names).some(({ verdict }) => verdict === "reject"),
        ).length;
      for (const { guard, rightRejected, wrongRejected } of guards) {
        expect([rightRejected, wrongRejected]).toEqual([
          rejectedBy([guard], true),
          rejectedBy([guard], false),
        ]);
      }
      expect([together.rightRejected, together.wrongRejected]).toEqual([
        rejectedBy(GUARD_NAMES, true),
        rejectedBy(GUARD_NAMES, false),
      ]);
      expect(right + wrong).toBe(pairs.length);
    }),
  );
});

it("refuses no pairs, pairs without texts, and guards that there are not", () => {
  const refused = expect.objectContaining({ code: "INVALID_ARGUMENT" });
  expect(() => measureGuards([])).toThrow(refused);
  // @ts-expect-error a text is missing
  expect(() => measureGuards([{ a: "x", same: true }])).toThrow(refused);
  expect(() => measureGuards(PAIRS, { guards: [] })).toThrow(refused);
  // @ts-expect-error there is no such guard
  expect(() => measureGuards(PAIRS, { guards: ["moods"] })).toThrow(refused);
});
