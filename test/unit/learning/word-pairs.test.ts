import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  labelNameOf,
  MAX_PAIR_LABELS,
  type PairLabel,
  readPairLabel,
  WordPairs,
} from "../../../src/learning/evidence/word-pairs.js";

const BUY_PURCHASE = [1, 2] as const;

function labelOf(context: number, words: PairLabel["words"] = BUY_PURCHASE) {
  return { entryId: "e", answerId: "a", words, context };
}

/** What is known after these questions said so. */
function taught(verdicts: readonly { readonly context: number; readonly isSame: boolean }[]) {
  const pairs = new WordPairs();
  for (const [at, { context, isSame }] of verdicts.entries()) pairs.learn(labelOf(context), isSame, at);
  return pairs;
}

const same = (context: number) => ({ context, isSame: true });
const different = (context: number) => ({ context, isSame: false });

describe("a pair of words counts", () => {
  it("once three questions agree, and not before", () => {
    expect(taught([same(1), same(2)]).mayExchange(BUY_PURCHASE)).toBeUndefined();
    expect(taught([same(1), same(2), same(3)]).mayExchange(BUY_PURCHASE)).toBe(true);
    expect(taught([different(1), different(2), different(3)]).mayExchange(BUY_PURCHASE)).toBe(false);
    expect(taught([same(1), same(2), same(3)]).mayExchange([1, 3])).toBeUndefined();
  });

  it("by questions, however often one of them is asked", () => {
    expect(taught(Array.from({ length: 50 }, () => same(7))).mayExchange(BUY_PURCHASE)).toBeUndefined();
  });

  it("no longer when a fifth of the questions and more speak against it", () => {
    const eight = Array.from({ length: 8 }, (_, at) => same(at));
    expect(taught([...eight, different(10), different(11)]).mayExchange(BUY_PURCHASE)).toBe(true);
    const three = [different(10), different(11), different(12)];
    expect(taught([...eight, ...three]).mayExchange(BUY_PURCHASE)).toBeUndefined();
  });
});

it("one false label never teaches anything, and undoes nothing that five questions taught", () => {
  const contexts = fc.uniqueArray(fc.integer({ min: 0, max: 2 ** 32 - 1 }), { maxLength: 15 });
  fc.assert(
    fc.property(contexts, fc.boolean(), fc.nat(20), fc.nat(14), (known, truth, at, which) => {
      const labels = known.map((context) => ({ context, isSame: truth }));
      // Of a question of its own, or of one that has a true label already.
      const context = known[which] ?? 5_000_000_000;
      labels.splice(at, 0, { context, isSame: !truth });
      const verdict = taught(labels).mayExchange(BUY_PURCHASE);
      expect(verdict).not.toBe(!truth);
      if (known.length >= 5) expect(verdict).toBe(truth);
    }),
  );
});

describe("labels of pairs", () => {
  const full = () => {
    const pairs = new WordPairs();
    for (let at = 0; at < 3; at++) pairs.learn(labelOf(at), true, at);
    for (let at = 0; at < 2 * MAX_PAIR_LABELS; at++) pairs.learn(labelOf(0, [5, 10 + at]), true, 10 + at);
    return pairs;
  };

  it("are bounded: pairs with the fewest questions go first, and the oldest of these", () => {
    const pairs = full();
    expect(pairs.fresh.length).toBeLessThanOrEqual(MAX_PAIR_LABELS);
    expect(pairs.fresh.length).toBeGreaterThan(MAX_PAIR_LABELS / 2);
    expect(pairs.mayExchange(BUY_PURCHASE)).toBe(true);
    const kept = pairs.fresh.map(labelNameOf);
    expect(kept).toContain(labelNameOf(labelOf(0, [5, 9 + 2 * MAX_PAIR_LABELS])));
    expect(kept).not.toContain(labelNameOf(labelOf(0, [5, 10])));
  });

  it("take no more room however often one question is asked", () => {
    const pairs = taught([same(1)]);
    for (let at = 0; at < 2 * MAX_PAIR_LABELS; at++) pairs.learn(labelOf(2, [5, 6]), true, at);
    expect(pairs.fresh.map(({ context }) => context)).toEqual([1, 2]);
  });

  it("of one pair are bounded, too: the latest count, so that what was true long ago is unlearned", () => {
    const pairs = taught(Array.from({ length: 100 }, (_, at) => same(at)));
    expect(pairs.fresh.length).toBe(16);
    for (let context = 200; context < 213; context++) pairs.learn(labelOf(context), false, context);
    expect(pairs.mayExchange(BUY_PURCHASE)).toBe(false);
  });

  it("that are too many in Redis are told, so that they can be removed there", () => {
    const rows = Array.from({ length: MAX_PAIR_LABELS + 1 }, (_, at): PairLabel => {
      return { words: [5, 10 + at], context: 0, isSame: true, atMs: at };
    });
    const pairs = new WordPairs();
    const dropped = pairs.adopt(rows);
    expect(dropped.length).toBe(MAX_PAIR_LABELS / 4 + 1);
    expect(dropped[0]).toEqual(rows[0]);
    expect(pairs.adopt(rows.filter((row) => !dropped.includes(row)))).toEqual([]);
  });

  it("of others replace what is known, but not what is still to be written", () => {
    const pairs = taught([same(1)]);
    const written = pairs.fresh;
    pairs.learn(labelOf(2), true);
    pairs.settle(written);
    expect(pairs.fresh.map(({ context }) => context)).toEqual([2]);
    pairs.adopt([3, 4].map((context) => ({ words: [1, 2], context, isSame: true, atMs: context })));
    expect(pairs.mayExchange(BUY_PURCHASE)).toBe(true);
    expect(pairs.figures).toEqual({ exchangeable: 1, different: 0 });
  });

  it("that were learned anew while they were written are written again", () => {
    const pairs = taught([same(1)]);
    const written = pairs.fresh;
    pairs.learn(labelOf(1), false);
    pairs.settle(written);
    expect(pairs.fresh).toMatchObject([{ context: 1, isSame: false }]);
  });
});

it("what is no label is passed over", () => {
  expect(readPairLabel([1, 2, 3, true, 4])).toEqual({ words: [1, 2], context: 3, isSame: true, atMs: 4 });
  const damaged: [number, number, number, boolean, number][] = [
    [2, 1, 3, true, 4],
    [-1, 2, 3, true, 4],
    [1, 2 ** 32, 3, true, 4],
    [1, 2, Number.NaN, true, 4],
    [1, 2, 3, true, -4],
    [1, 2, 3, true, 0.5],
  ];
  for (const row of damaged) expect(readPairLabel(row), row.join()).toBeUndefined();
});
