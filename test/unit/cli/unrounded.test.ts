import { expect, test } from "vitest";
import { cosineSimilarity, decodeQ8, encodeQ8 } from "../../../quantization/index.js";
import { seededRandom } from "../../../scripts/bench/random.js";
import { unrounded } from "../../../src/cli/calibrate/unrounded.js";
import { Random, vectorOf } from "../quantization/sample-vectors.js";

const vectors = Array.from({ length: 40 }, (_, seed) => vectorOf("gaussian", 256, new Random(seed + 1)));

/** Mean |error| of the cosine of all pairs if both vectors are encoded. */
function meanError(before: readonly Float32Array[]): number {
  let sum = 0;
  let pairs = 0;
  for (const [i, a] of before.entries())
    for (const b of before.slice(i + 1)) {
      const coded = cosineSimilarity(decodeQ8(encodeQ8(a)), decodeQ8(encodeQ8(b)));
      sum += Math.abs(coded - cosineSimilarity(a, b));
      pairs++;
    }
  return sum / pairs;
}

test("the simulated vectors have the same Q8 error as the original ones, while decoded codes would have almost none", () => {
  const random = seededRandom(3);
  const codes = vectors.map((vector) => encodeQ8(vector));
  const decoded = codes.map((code) => decodeQ8(code));
  const made = codes.map((code, i) => unrounded(decoded[i]!, code.range, code.norm, random));
  const truth = meanError(vectors);
  expect(meanError(decoded)).toBeLessThan(truth / 5);
  expect(meanError(made) / truth).toBeGreaterThan(0.8);
  expect(meanError(made) / truth).toBeLessThan(1.25);
});

test("no component changes by more than half a step", () => {
  const code = encodeQ8(vectors[0]!);
  const decoded = decodeQ8(code);
  const made = unrounded(decoded, code.range, code.norm, seededRandom(1));
  const halfStep = (code.range / 254) * code.norm;
  for (const [j, component] of made.entries())
    expect(Math.abs(component - decoded[j]!)).toBeLessThanOrEqual(halfStep * 1.000_01);
});
