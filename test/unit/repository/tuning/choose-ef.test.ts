import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { chooseEf, efLadder } from "../../../../src/repository/tuning/choose-ef.js";
import { shareFound } from "../../../../src/repository/tuning/share-found.js";

const bounds = fc.tuple(fc.integer({ min: 1, max: 2_000 }), fc.integer({ min: 1, max: 1_000_000 }));

describe("the values of EF that may be chosen", () => {
  test("ascend from the least to the largest one, none a quarter above the one before or more, but for rounding", () => {
    fc.assert(
      fc.property(bounds, ([least, most]) => {
        const ladder = efLadder(least, most);
        expect(ladder[0]).toBe(Math.min(least, most));
        expect(ladder.at(-1)).toBe(most);
        for (const [place, ef] of ladder.slice(1).entries()) {
          expect(ef).toBeGreaterThan(ladder[place]!);
          expect(ef).toBeLessThan(ladder[place]! * 1.25 + 1);
        }
      }),
    );
  });
});

describe("the chosen EF", () => {
  test("is the smallest of the ladder that is enough, if more is never worse", async () => {
    await fc.assert(
      fc.asyncProperty(bounds, fc.integer({ min: 0, max: 1_200_000 }), async ([least, most], enough) => {
        const ladder = efLadder(least, most);
        const asked: number[] = [];
        const { chosen, measured } = await chooseEf(
          ladder,
          async (ef) => {
            asked.push(ef);
            return ef;
          },
          (ef) => ef >= enough,
        );
        expect(chosen).toBe(ladder.find((ef) => ef >= enough));
        expect(measured).toEqual(asked.toSorted((a, b) => a - b));
        expect(new Set(asked).size).toBe(asked.length);
        expect(asked.length).toBeLessThanOrEqual(Math.ceil(ladder.length / 3) + 3);
      }),
    );
  });

  test("is enough and the one below it was not, even if more is sometimes worse", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { minLength: 1, maxLength: 40 }), async (enough) => {
        const ladder = enough.map((_, place) => place);
        const { chosen, measured } = await chooseEf(
          ladder,
          async (place) => place,
          (place) => enough[place]!,
        );
        if (chosen === undefined) {
          expect(measured.some((place) => enough[place])).toBe(false);
          expect(measured).toContain(ladder.length - 1);
          return;
        }
        expect(enough[chosen]).toBe(true);
        expect(measured.filter((place) => enough[place])[0]).toBe(chosen);
        if (chosen > 0) expect(measured).toContain(chosen - 1);
      }),
    );
  });
});

test("the share found counts hits that are as near as the last neighbour, and nothing is missed where nothing is", () => {
  expect(shareFound([0.9, 0.8, 0.6], [0.9, 0.8, 0.7, 0.6])).toBe(0.75);
  expect(shareFound([0.6 - 1e-12, 0.59], [0.9, 0.6])).toBe(0.5);
  expect(shareFound([0.9, 0.9, 0.9], [0.9, 0.9])).toBe(1);
  expect(shareFound([], [])).toBe(1);
  expect(shareFound([], [0.5])).toBe(0);
});
