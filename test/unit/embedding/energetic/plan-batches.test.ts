import fc from "fast-check";
import { expect, it } from "vitest";
import { planBatches } from "../../../../src/embedding/energetic/plan-batches.js";

it("puts every text into exactly one batch, and keeps every batch of several texts within its cost", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 60 })), fc.integer({ min: 1, max: 200 }), (texts, budget) => {
      const batches = planBatches(texts, budget);
      expect(batches.flat().sort((a, b) => a - b)).toEqual([...texts.keys()]);
      for (const batch of batches) {
        const longest = Math.max(...batch.map((index) => texts[index]?.length ?? 0));
        if (batch.length > 1) expect(batch.length * longest).toBeLessThanOrEqual(budget);
        expect(batch.length).toBeGreaterThan(0);
      }
    }),
  );
});

it("keeps one long text from making its short neighbours expensive", () => {
  expect(planBatches(["aa", "x".repeat(90), "bb", "cc"], 10)).toEqual([[0, 2, 3], [1]]);
});
