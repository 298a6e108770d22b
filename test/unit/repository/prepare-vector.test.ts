import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { prepareVector, type VectorShape } from "../../../src/repository/elements/prepare-vector.js";

const codeOf = (input: unknown, shape: VectorShape = { dimension: 3 }) => {
  try {
    prepareVector(input, shape);
    return "accepted";
  } catch (error) {
    return error instanceof Error && "code" in error ? error.code : error;
  }
};

describe("what is accepted", () => {
  test.each([
    ["a plain array", [1, -2, 0.5]],
    ["a Float32Array", Float32Array.of(1, -2, 0.5)],
    ["a Float64Array", Float64Array.of(1, -2, 0.5)],
    ["a Float32Array of another realm", runInNewContext("Float32Array.of(1, -2, 0.5)")],
    ["an array of another realm", runInNewContext("[1, -2, 0.5]")],
  ])("%s becomes a Float32Array of the same components", (_, input) => {
    expect(prepareVector(input, { dimension: 3 })).toEqual(Float32Array.of(1, -2, 0.5));
  });

  test("the vector is a copy: the caller may reuse the array at once", () => {
    const input = Float32Array.of(1, 2, 3);
    const prepared = prepareVector(input, { dimension: 3 });
    input.fill(0);
    expect([...prepared]).toEqual([1, 2, 3]);
  });

  test("a view into a larger buffer gives only its own components", () => {
    const input = new Float32Array([9, 9, 1, 2, 3, 9]).subarray(2, 5);
    expect([...prepareVector(input, { dimension: 3 })]).toEqual([1, 2, 3]);
  });

  test.each([1, 512, 768, 1536, 65_536])("%d dimensions are accepted", (dimension) => {
    expect(prepareVector(new Float32Array(dimension).fill(0.5), { dimension })).toHaveLength(dimension);
  });

  test("negative zero and denormal components are accepted", () => {
    expect([...prepareVector([-0, 1e-40, 1], { dimension: 3 })]).toEqual([-0, Math.fround(1e-40), 1]);
  });
});

describe("what is refused", () => {
  test.each([
    ["NaN", [1, Number.NaN, 1], "INVALID_VECTOR"],
    ["Infinity", [1, Number.POSITIVE_INFINITY, 1], "INVALID_VECTOR"],
    ["-Infinity", [Number.NEGATIVE_INFINITY, 1, 1], "INVALID_VECTOR"],
    ["NaN in a typed array", Float32Array.of(1, Number.NaN, 1), "INVALID_VECTOR"],
    ["only zeros", [0, 0, 0], "INVALID_VECTOR"],
    ["only negative zeros", [-0, -0, -0], "INVALID_VECTOR"],
    ["a component that overflows float32", [1e39, 0, 0], "INVALID_VECTOR"],
    [
      "a component of a Float64Array that overflows float32",
      Float64Array.of(1, -3.5e38, 0),
      "INVALID_VECTOR",
    ],
    ["components whose squares overflow float32", [2e19, 2e19, 2e19], "INVALID_VECTOR"],
    ["components whose squares underflow float32", [1e-30, 1e-30, 1e-30], "INVALID_VECTOR"],
    ["components that vanish in float32", [1e-60, 1e-60, 0], "INVALID_VECTOR"],
    ["text that looks like a number", [1, "2", 3], "INVALID_VECTOR"],
    ["booleans", [true, false, true], "INVALID_VECTOR"],
    ["null components", [1, null, 3], "INVALID_VECTOR"],
    ["BigInt components", [1n, 2n, 3n], "INVALID_VECTOR"],
    ["nested arrays", [[1], [2], [3]], "INVALID_VECTOR"],
    ["a hole", Object.assign(new Array(3), { 0: 1, 2: 1 }), "INVALID_VECTOR"],
    ["text", "1,2,3", "INVALID_VECTOR"],
    ["null", null, "INVALID_VECTOR"],
    ["undefined", undefined, "INVALID_VECTOR"],
    ["an object with a length", { length: 3, 0: 1, 1: 1, 2: 1 }, "INVALID_VECTOR"],
    ["a Uint8Array", Uint8Array.of(1, 2, 3), "INVALID_VECTOR"],
    ["an Int8Array", Int8Array.of(1, 2, 3), "INVALID_VECTOR"],
    ["an object without a prototype", Object.create(null), "INVALID_VECTOR"],
    ["too few components", [1, 2], "DIMENSION_MISMATCH"],
    ["too many components", [1, 2, 3, 4], "DIMENSION_MISMATCH"],
    ["no components", [], "DIMENSION_MISMATCH"],
  ])("%s", (_, input, code) => {
    expect(codeOf(input)).toBe(code);
  });

  test("the accepted lengths end well before those at which float32 overflows or underflows", () => {
    const lengths = [1.01e-15, 1, 1.81e19];
    expect(lengths.map((length) => codeOf([length, 0, 0]))).toEqual(lengths.map(() => "accepted"));
    for (const length of [0.99e-15, 1.83e19]) expect(codeOf([0, length, 0])).toBe("INVALID_VECTOR");
  });

  test("the message names the position and never a value", () => {
    expect(() => prepareVector([1, 1.23e39, 3], { dimension: 3 })).toThrow(/position 1/);
    expect(() => prepareVector([1, 1.23e39, 3], { dimension: 3 })).not.toThrow(/1\.23/);
  });
});

describe("Matryoshka truncation", () => {
  test("keeps the first components and scales them to unit length", () => {
    const prepared = prepareVector([3, 4, 100, 200], { dimension: 2, truncateFrom: 4 });
    expect([...prepared]).toEqual([Math.fround(0.6), Math.fround(0.8)]);
  });

  test("a NaN among the dropped components is refused too", () => {
    expect(codeOf([3, 4, Number.NaN, 1], { dimension: 2, truncateFrom: 4 })).toBe("INVALID_VECTOR");
    expect(codeOf([3, 4, 1, Number.NEGATIVE_INFINITY], { dimension: 2, truncateFrom: 4 })).toBe(
      "INVALID_VECTOR",
    );
  });

  test("a vector whose kept components are all zero is refused, and so is one that was truncated before", () => {
    expect(codeOf([0, 0, 1, 1], { dimension: 2, truncateFrom: 4 })).toBe("INVALID_VECTOR");
    expect(codeOf([1, 1], { dimension: 2, truncateFrom: 4 })).toBe("DIMENSION_MISMATCH");
  });

  test("the result has unit length for any vector", () => {
    const component = fc.float({
      noNaN: true,
      noDefaultInfinity: true,
      min: Math.fround(-1e6),
      max: Math.fround(1e6),
    });
    fc.assert(
      fc.property(fc.array(component, { minLength: 8, maxLength: 8 }), (input) => {
        fc.pre(Math.hypot(...input.slice(0, 5)) > 1e-6);
        expect(Math.hypot(...prepareVector(input, { dimension: 5, truncateFrom: 8 }))).toBeCloseTo(1, 5);
      }),
    );
  });
});

test("for every accepted vector, the sum of squares that the server computes in float32 is finite and positive", () => {
  const component = fc.float({ noNaN: true, noDefaultInfinity: true });
  fc.assert(
    fc.property(fc.array(component, { minLength: 1, maxLength: 40 }), (input) => {
      const shape = { dimension: input.length };
      fc.pre(codeOf(input, shape) === "accepted");
      let sum = 0;
      for (const value of input) sum = Math.fround(sum + Math.fround(value * value));
      expect(Number.isFinite(sum) && sum > 0).toBe(true);
    }),
    { numRuns: 500 },
  );
});
