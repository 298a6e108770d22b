import fc from "fast-check";
import { expect, it } from "vitest";
import { decodeSample, encodeSample, sampleTag } from "../../../src/learning/shared/shared-samples.js";

const TAG = sampleTag("space");

function pairsOf(fields: readonly string[]): [string, string][] {
  return Array.from({ length: fields.length / 2 }, (_, at) => [fields[2 * at]!, fields[2 * at + 1]!]);
}

it("a sample comes back as it went, to a millionth", () => {
  fc.assert(
    fc.property(
      fc.double({ min: -1, max: 1, noNaN: true }),
      fc.boolean(),
      fc.boolean(),
      (similarity, isRight, isAudit) => {
        const read = decodeSample(pairsOf(encodeSample({ similarity, isRight, isAudit }, TAG)), TAG);
        expect(read).toMatchObject({ isRight, isAudit });
        expect(read?.similarity).toBeCloseTo(similarity, 5);
      },
    ),
  );
});

it("rows of another space, and damaged ones, are none", () => {
  const fields = pairsOf(encodeSample({ similarity: 0.9, isRight: true, isAudit: false }, TAG));
  expect(decodeSample(fields, sampleTag("another"))).toBeUndefined();
  const changed = (name: string, value: string) =>
    decodeSample(
      fields.map(([field, old]): [string, string] => [field, field === name ? value : old]),
      TAG,
    );
  expect(changed("s", "0.9")).toBeDefined();
  for (const similarity of ["", " ", "1.5", "-2", "NaN", "lots"])
    expect(changed("s", similarity)).toBeUndefined();
  expect(changed("r", "yes")).toBeUndefined();
  expect(changed("k", "20")).toBeUndefined();
  expect(decodeSample([], TAG)).toBeUndefined();
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.constantFrom("v", "s", "r", "k"), fc.string())), (any) => {
      const read = decodeSample([["v", TAG], ...any.filter(([name]) => name !== "v")], TAG);
      if (read !== undefined) expect(Math.abs(read.similarity)).toBeLessThanOrEqual(1);
    }),
  );
});
