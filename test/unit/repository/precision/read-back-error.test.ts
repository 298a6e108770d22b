import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeResidual, encodeQ8, encodeResidual, Rotation } from "../../../../quantization/index.js";
import { seededRandom } from "../../../helpers/seeded-vectors.js";

/**
 * The difference between a stored vector and the one that `get` returns: the figures of the README's table on precision. The
 * codes are computed as the server and `upsert` compute them. Other tests prove that both agree.
 */

/** The largest error of a component, as a share of the vector's largest component. */
function errorsOf(vector: Float32Array, rotation?: Rotation): { native: number; residual: number } {
  const placed = rotation?.apply(vector) ?? vector;
  const code = encodeQ8(placed);
  const native = Float32Array.from(code.codes, (step) => ((step * code.range) / 127) * code.norm);
  const residual = decodeResidual(code, encodeResidual(placed, code));
  const largest = Math.max(...vector.map(Math.abs));
  const shareOf = (read: Float32Array) => {
    const given = rotation?.invert(read) ?? read;
    return Math.max(...given.map((component, j) => Math.abs(component - vector[j]!))) / largest;
  };
  return { native: shareOf(native), residual: shareOf(residual) };
}

test("without a rotation no component is off by more than 1/254 (native) and 1/60,000 (residual) of the largest", () => {
  const vectors = fc
    .array(fc.float({ min: -1, max: 1, noNaN: true }), { minLength: 2, maxLength: 1_536 })
    .map((components) => Float32Array.from(components))
    .filter((components) => components.some((component) => Math.abs(component) > 1e-6));
  fc.assert(
    fc.property(vectors, (vector) => {
      const { native, residual } = errorsOf(vector);
      // Beyond half a step there is only float32's own rounding.
      expect(native).toBeLessThanOrEqual((1 / 254) * (1 + 1e-4));
      expect(residual).toBeLessThanOrEqual(1 / 60_000);
    }),
  );
});

const random = seededRandom(7);
const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

describe("a rotation spreads the error of each component over all of them, so the largest error grows", () => {
  test.each([
    ["normally distributed", normal, 60, 15_000],
    ["all of the same magnitude", () => (random() < 0.5 ? -1 : 1), 5, 1_500],
  ])("components that are %s", (_, component, native, residual) => {
    for (const dimension of [384, 512, 1_536]) {
      const rotation = new Rotation({ dimension, seed: 1 });
      const worst = { native: 0, residual: 0 };
      for (let count = 0; count < 300; count++) {
        const errors = errorsOf(Float32Array.from({ length: dimension }, component), rotation);
        worst.native = Math.max(worst.native, errors.native);
        worst.residual = Math.max(worst.residual, errors.residual);
      }
      expect(worst.native).toBeLessThan(1 / native);
      expect(worst.residual).toBeLessThan(1 / residual);
      // Larger than the limits without a rotation.
      expect(worst.native).toBeGreaterThan(1 / 127);
      expect(worst.residual).toBeGreaterThan(1 / 32_000);
    }
  });
});
