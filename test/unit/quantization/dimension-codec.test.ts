import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cosineSimilarity, DimensionCodec, unitVector } from "../../../quantization/index.js";
import { anyVector, Random, topicVectors } from "./sample-vectors.js";

const DIMENSION = 17;

/** Bounds of sample unit vectors, as a calibration would learn them. */
function boundsOf(vectors: readonly Float32Array[]): { low: number[]; high: number[] } {
  const units = vectors.map((vector) => unitVector(vector));
  const column = (j: number) => units.map((unit) => unit[j]!);
  return {
    low: [...units[0]!.keys()].map((j) => Math.min(...column(j))),
    high: [...units[0]!.keys()].map((j) => Math.max(...column(j))),
  };
}

const sample = topicVectors(50, DIMENSION, new Random(1));
const bounds = boundsOf(sample);

describe.each(["affine", "symmetric"] as const)("the per-dimension %s code", (mode) => {
  const codec = new DimensionCodec({ ...bounds, mode });

  it("reconstructs vectors inside the bounds within half a step per component", () => {
    for (const vector of sample) {
      const code = codec.encode(vector);
      expect(code.clipped).toBe(0);
      const decoded = codec.decode(code, { unit: true });
      const unit = unitVector(vector);
      for (const [j, component] of unit.entries())
        expect(Math.abs(decoded[j]! - component)).toBeLessThanOrEqual(codec.steps[j]! / 2 + 1e-7);
    }
  });

  it("bounds the error by half a step wherever nothing was clipped, for any vector and margin", () => {
    const vectors = anyVector({ min: DIMENSION, max: DIMENSION });
    fc.assert(
      fc.property(vectors, fc.double({ min: 0, max: 10, noNaN: true }), (vector, margin) => {
        const wide = new DimensionCodec({ ...bounds, mode, margin });
        const code = wide.encode(vector);
        const decoded = wide.decode(code, { unit: true });
        const unit = unitVector(vector);
        let beyond = 0;
        for (const [j, component] of unit.entries())
          if (Math.abs(decoded[j]! - component) > wide.steps[j]! / 2 + 2e-7) beyond++;
        expect(beyond).toBeLessThanOrEqual(code.clipped);
      }),
    );
  });

  it("counts the components that it cuts and keeps their sign of excess", () => {
    const low = new Array<number>(4).fill(-0.5);
    const high = new Array<number>(4).fill(0.5);
    const narrow = new DimensionCodec({ low, high, mode });
    const code = narrow.encode([10, 0.1, 0, 0]);
    expect([code.clipped, code.codes[0]]).toEqual([1, 127]);
    expect(narrow.encode([-10, 0.1, 0, 0]).codes[0]).toBe(mode === "affine" ? -128 : -127);
    expect(new DimensionCodec({ low, high, mode, margin: 0.5 }).encode([10, 0.1, 0, 0]).clipped).toBe(0);
  });

  it("scores a prepared float32 query like the decoded vector, and near the cosine", () => {
    const [query, stored] = [unitVector(sample[0]!), sample[1]!];
    const code = codec.encode(stored);
    const decoded = codec.decode(code, { unit: true });
    const expected = query.reduce((sum, component, j) => sum + component * decoded[j]!, 0);
    const prepared = codec.prepareQuery(query);
    expect(prepared.similarity(code.codes)).toBeCloseTo(expected, 6);
    const bound = Math.hypot(...codec.steps) / 2 + 1e-6;
    expect(Math.abs(prepared.similarity(code.codes) - cosineSimilarity(query, stored))).toBeLessThanOrEqual(
      bound,
    );
  });

  it("scores two codes like their decoded vectors, symmetrically", () => {
    const [a, b] = [codec.encode(sample[2]!), codec.encode(sample[3]!)];
    const [x, y] = [codec.decode(a, { unit: true }), codec.decode(b, { unit: true })];
    const expected = x.reduce((sum, component, j) => sum + component * y[j]!, 0);
    expect(codec.similarity(a, b)).toBeCloseTo(expected, 6);
    expect(codec.similarity(a, b)).toBe(codec.similarity(b, a));
  });

  it("does not depend on the length of a vector, and gives the length back", () => {
    const long = sample[4]!.map((component) => component * 1024);
    const [short, scaled] = [codec.encode(sample[4]!), codec.encode(long)];
    expect(scaled.codes).toEqual(short.codes);
    expect(scaled.norm).toBeCloseTo(1024, 2);
    expect(Math.hypot(...codec.decode(scaled))).toBeCloseTo(1024, -2);
  });

  it("keeps the order of values in a dimension", () => {
    const anyPlace = fc.double({ min: -1, max: 1, noNaN: true });
    fc.assert(
      fc.property(anyPlace, anyPlace, (a, b) => {
        const one = new DimensionCodec({ low: [-0.8, -1], high: [0.7, 1], mode });
        const code = (x: number) => one.encode([x, Math.sqrt(1 - x * x)]).codes[0]!;
        if (a <= b) expect(code(a)).toBeLessThanOrEqual(code(b));
        else expect(code(a)).toBeGreaterThanOrEqual(code(b));
      }),
    );
  });

  it("never divides by the width of a degenerate dimension", () => {
    const flat = new DimensionCodec({ low: [0.25, -1, 0], high: [0.25, 1, 5e-10], mode });
    expect(flat.steps[0]).toBe(0);
    const code = flat.encode([0.25, Math.sqrt(1 - 0.0625), 0]);
    expect([code.codes[0], code.codes[2], code.clipped]).toEqual([0, 0, 0]);
    expect(flat.decode(code, { unit: true })[0]).toBe(0.25);
    expect(flat.encode([1, 1, 0]).clipped).toBe(1);
  });

  it("counts clipping also where a step is so narrow that codes would leave int32", () => {
    const narrow = new DimensionCodec({ low: [-1, 0, 0], high: [1, 2e-9, 2e-9], mode });
    for (const second of [1, -1, 0.3, -0.007]) {
      const code = narrow.encode([1, second, 0]);
      expect([code.clipped, Math.abs(code.codes[1]!) >= 127, Math.sign(code.codes[1]!)]).toEqual([
        1,
        true,
        Math.sign(second),
      ]);
    }
  });

  it("is not fooled by values that wrap around int32 into the range of codes", () => {
    const [width, size] = [2e-9, 4];
    const narrow = new DimensionCodec({ low: [-1, 0, -1, -1], high: [1, width, 1, 1], mode });
    const step = narrow.steps[1]!;
    for (let turn = 1; turn < 25; turn++)
      for (let shift = -300; shift <= 300; shift += 20) {
        const second = (turn * 2 ** 32 + shift) * step;
        if (second > 0.9) continue;
        const vector = Float32Array.from(
          { length: size },
          (_, j) => [Math.sqrt(1 - second ** 2), second, 0, 0][j]!,
        );
        expect(narrow.encode(vector)).toMatchObject({ clipped: 1 });
        expect(narrow.encode(vector).codes[1]).toBe(127);
      }
  });

  it("codes an all-zero vector with norm 0 and decodes it to zeros", () => {
    const code = codec.encode(new Float32Array(DIMENSION));
    expect(code.norm).toBe(0);
    expect([...codec.decode(code)].map(Math.abs)).toEqual(new Array<number>(DIMENSION).fill(0));
  });

  it("refuses NaN, infinite components and other dimensions", () => {
    const bad = new Float32Array(DIMENSION).fill(1);
    for (const value of [Number.NaN, Number.NEGATIVE_INFINITY]) {
      bad[3] = value;
      expect(() => codec.encode(bad)).toThrowError(expect.objectContaining({ code: "INVALID_VECTOR" }));
    }
    expect(() => codec.encode([1])).toThrowError(expect.objectContaining({ code: "DIMENSION_MISMATCH" }));
  });
});

describe("per-dimension bounds", () => {
  it("give the affine formula: 256 codes from low to high, code 0 in their middle", () => {
    const codec = new DimensionCodec({ low: [-0.5], high: [2.05] });
    expect(codec.steps[0]).toBeCloseTo(0.01, 8);
    expect(codec.base[0]).toBeCloseTo(-0.5 + 1.28, 6);
  });

  it("give the symmetric formula: 255 codes around 0", () => {
    const codec = new DimensionCodec({ low: [-0.5], high: [0.254], mode: "symmetric", margin: 0 });
    expect(codec.steps[0]).toBeCloseTo(0.5 / 127, 8);
    expect(codec.base[0]).toBe(0);
  });

  it("are widened on both sides by the margin", () => {
    const codec = new DimensionCodec({ low: [0], high: [1], margin: 0.25 });
    expect(codec.steps[0]).toBeCloseTo(1.5 / 255, 8);
    expect(codec.base[0]! - 128 * codec.steps[0]!).toBeCloseTo(-0.25, 6);
  });

  it.each([
    ["reversed", { low: [1], high: [0] }, "INVALID_ARGUMENT"],
    ["not finite", { low: [Number.NEGATIVE_INFINITY], high: [0] }, "INVALID_ARGUMENT"],
    ["NaN", { low: [Number.NaN], high: [0] }, "INVALID_ARGUMENT"],
    ["of two lengths", { low: [0, 0], high: [1] }, "DIMENSION_MISMATCH"],
    ["with a negative margin", { low: [0], high: [1], margin: -0.1 }, "INVALID_ARGUMENT"],
  ])("are refused when %s", (_what, options, code) => {
    expect(() => new DimensionCodec(options)).toThrowError(expect.objectContaining({ code }));
  });
});
