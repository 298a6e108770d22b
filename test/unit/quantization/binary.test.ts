import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  encodeSigns,
  hammingDistance,
  querySignSimilarity,
  signBytes,
  signScore,
  unitVector,
} from "../../../quantization/index.js";
import { anyPair, anyVector } from "./sample-vectors.js";

/** Positive after normalisation to float32: what is 10⁴⁵ times smaller than the vector has become zero. */
function isPositive(vector: Float32Array): (component: number) => boolean {
  const length = Math.hypot(...vector);
  return (component) => Math.fround(component / length) > 0;
}

describe("the binary sign code", () => {
  it("sets the bit of each positive component, in whole words of 64 bits", () => {
    const code = encodeSigns([1, -1, 0, 2, -0, 3, 4, 5, 6]);
    expect([...code]).toEqual([0b1110_1001, 1, 0, 0, 0, 0, 0, 0]);
    expect([1, 64, 65, 1536].map(signBytes)).toEqual([8, 8, 16, 192]);
  });

  it("differs from another in as many bits as components differ in sign", () => {
    fc.assert(
      fc.property(anyPair(), ([a, b]) => {
        const differing = a.filter(
          (component, j) => isPositive(a)(component) !== isPositive(b)(b[j]!),
        ).length;
        const [x, y] = [encodeSigns(a), encodeSigns(b)];
        expect(hammingDistance(x, y)).toBe(differing);
        expect(signScore(x, y, a.length)).toBeCloseTo(1 - differing / a.length, 6);
      }),
    );
  });

  it("ranks a float32 query by the sum of its components with the stored signs", () => {
    fc.assert(
      fc.property(anyPair(), ([a, b]) => {
        const query = unitVector(a);
        const sum = query.reduce(
          (total, component, j) => total + (isPositive(b)(b[j]!) ? component : -component),
          0,
        );
        expect(querySignSimilarity(query, encodeSigns(b))).toBeCloseTo(sum / Math.sqrt(a.length), 5);
      }),
    );
  });

  it("of a scaled vector is the same", () => {
    fc.assert(
      fc.property(anyVector(), (vector) => {
        expect(encodeSigns(vector.map((component) => component * 1024))).toEqual(encodeSigns(vector));
      }),
    );
  });

  it("treats a component that vanishes beside the others as the server does: as zero", () => {
    expect(encodeSigns([1e10, 1e-40])[0]).toBe(1);
    expect(encodeSigns([0, 0])[0]).toBe(0);
  });

  it("refuses NaN, overflow and codes of another size", () => {
    expect(() => encodeSigns([Number.NaN])).toThrowError(expect.objectContaining({ code: "INVALID_VECTOR" }));
    expect(() => encodeSigns([3e38])).toThrowError(expect.objectContaining({ code: "INVALID_VECTOR" }));
    const [a, b] = [encodeSigns([1]), encodeSigns(new Float32Array(65).fill(1))];
    expect(() => hammingDistance(a, b)).toThrowError(expect.objectContaining({ code: "DIMENSION_MISMATCH" }));
    expect(() => signScore(b, b, 3)).toThrowError(expect.objectContaining({ code: "DIMENSION_MISMATCH" }));
  });
});
