import fc from "fast-check";
import { expect, it } from "vitest";
import { ValueWatch } from "../../../../src/learning/drift/value-watch.js";
import { seededRandom } from "../../../helpers/seeded-vectors.js";

function watchOf(values: readonly number[], size: number): ValueWatch {
  const watch = new ValueWatch(size);
  for (const value of values) watch.note(value);
  return watch;
}

it("says nothing before both windows are full", () => {
  const watch = watchOf(Array(599).fill(0.5), 300);
  expect(watch.read()).toBeUndefined();
  watch.note(0.5);
  expect(watch.read()).toMatchObject({ level: "ok", value: 0, before: 0.5, now: 0.5 });
});

it("does not call a stream that stays as it is a drift, whatever its distribution and window", () => {
  fc.assert(
    fc.property(
      fc.integer(),
      fc.constantFrom(100, 300, 1_000),
      fc.constantFrom<(u: number) => number>(
        (u) => u,
        (u) => u ** 8,
        (u) => (u < 0.7 ? 1 : u),
        (u) => Math.floor(4 * u) / 4,
        (u) => (u < 0.02 ? -1 : 0.9),
      ),
      (seed, size, shape) => {
        const random = seededRandom(seed);
        const watch = new ValueWatch(size);
        for (let at = 0; at < 6 * size; at++) {
          watch.note(shape(random()));
          if (at % 50 === 0) expect(watch.read()?.level).not.toBe("drift");
        }
      },
    ),
    { numRuns: 150, seed: 7 },
  );
});

it("warns of an unchanged stream less than once in a hundred windows", () => {
  let [warnings, windows] = [0, 0];
  for (let seed = 1; seed <= 200; seed++) {
    const random = seededRandom(seed);
    const watch = watchOf(
      Array.from({ length: 2_000 }, () => random()),
      1_000,
    );
    windows++;
    if (watch.read()?.level !== "ok") warnings++;
  }
  expect(warnings / windows).toBeLessThan(0.01);
});

it("calls it a drift when values fall, and forgets the fall once that has been in the window for good", () => {
  fc.assert(
    fc.property(fc.integer(), fc.double({ min: 0.3, max: 0.8, noNaN: true }), (seed, fall) => {
      const random = seededRandom(seed);
      const watch = new ValueWatch(300);
      for (let at = 0; at < 600; at++) watch.note(0.8 + 0.2 * random());
      for (let at = 0; at < 300; at++) watch.note(0.8 - fall + 0.2 * random());
      const reading = watch.read();
      expect(reading?.level).toBe("drift");
      expect(reading?.before).toBeCloseTo(0.9, 1);
      expect(reading?.now).toBeCloseTo(0.9 - fall, 1);
      watch.renew();
      expect(watch.read()).toBeUndefined();
      for (let at = 0; at < 600; at++) watch.note(0.8 - fall + 0.2 * random());
      expect(watch.read()?.level).not.toBe("drift");
    }),
    { numRuns: 20 },
  );
});

it("does not mind that nearly constant values become slightly smaller", () => {
  const watch = new ValueWatch(300);
  for (let at = 0; at < 600; at++) watch.note(1);
  for (let at = 0; at < 300; at++) watch.note(0.985);
  expect(watch.read()).toMatchObject({ level: "ok" });
  for (let at = 0; at < 300; at++) watch.note(0.97);
  expect(watch.read()).toMatchObject({ level: "drift" });
});

it("takes rising values for the better of a growing cache: they become what later ones are compared with", () => {
  const random = seededRandom(3);
  const watch = new ValueWatch(300);
  for (let at = 0; at < 300; at++) watch.note(0.2 * random());
  for (let at = 0; at < 300; at++) watch.note(0.8 + 0.2 * random());
  expect(watch.read()).toBeUndefined();
  for (let at = 0; at < 300; at++) watch.note(0.8 + 0.2 * random());
  expect(watch.read()?.level).toBe("ok");
  for (let at = 0; at < 300; at++) watch.note(0.2 * random());
  expect(watch.read()?.level).toBe("drift");
});

it("counts what is in the window and no more, as one that is made of the window's values alone", () => {
  fc.assert(
    fc.property(
      fc.array(fc.float({ min: 0, max: 1, noNaN: true }), { minLength: 300, maxLength: 300 }),
      fc.array(fc.float({ min: -1, max: 0.5, noNaN: true }), { minLength: 100, maxLength: 400 }),
      (first, later) => {
        const long = watchOf([...first.slice(0, 100), ...first, ...later], 100).read();
        const short = watchOf([...first.slice(0, 100), ...[...first, ...later].slice(-100)], 100).read();
        expect(long?.value).toBe(short?.value);
        expect(long?.level).toBe(short?.level);
      },
    ),
    { numRuns: 30 },
  );
});
