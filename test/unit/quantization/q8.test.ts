import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeQ8, encodeQ8, encodeQ8Rows, q8Row } from "../../../quantization/index.js";
import { isOctavecError } from "../../../src/errors/index.js";
import { anyVector, Random, vectorOf } from "./sample-vectors.js";

/** Vector, codes, norm, range as `VEMB … RAW` of Redis 8.0.2 returned them. */
const FROM_THE_SERVER: [number[], number[], number, number][] = [
  [[1], [127], 1, 1],
  [[-0.5], [-127], 0.5, 1],
  [[3, 4], [95, 127], 5, 0.800000011920929],
  [[1, 0.5, -0.5], [127, 64, -64], 1.2247449159622192, 0.8164965510368347],
  [[1, 2, 3, 4, 5], [25, 51, 76, 102, 127], 7.416198253631592, 0.6741998791694641],
  [
    [127, 0.5, -0.5, 1.5, -1.5, 2.5, -2.5],
    [127, 1, -1, 2, -2, 3, -3],
    127.06887817382812,
    0.9994579553604126,
  ],
  [[254, 253, -249, 247, -103], [127, 127, -125, 124, -52], 512, 0.49609375],
  [[0, 0, 0], [0, 0, 0], 1, 0],
  [[1e-30, 2e-30], [64, 127], 1, 2.0000000063421537e-30],
  [[1e-40, -1e-40], [0, 0], 1, 9.99994610111476e-41],
  [[1e19, 1e19], [127, 127], 14142135160245584000, 0.7071068286895752],
  [[1e-22, 3e-22], [42, 127], 3.1542382414208695e-22, 0.9511012434959412],
  [
    [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7],
    [18, 36, 54, 73, 91, 109, 127],
    1.1832159757614136,
    0.5916079878807068,
  ],
];

/** The server's chain written down naively, one float32 operation after the other. */
function naiveQ8(vector: Float32Array): { codes: number[]; range: number; norm: number } {
  const f32 = Math.fround;
  let sum = 0;
  let i = 0;
  for (; i + 3 < vector.length; i += 4) {
    let group = f32(vector[i]! * vector[i]!);
    for (let k = 1; k < 4; k++) group = f32(group + f32(vector[i + k]! * vector[i + k]!));
    sum = f32(sum + group);
  }
  for (; i < vector.length; i++) sum = f32(sum + f32(vector[i]! * vector[i]!));
  const norm = sum === 0 ? 1 : f32(Math.sqrt(sum));
  const unit = [...vector].map((component) => f32(component / norm));
  const range = Math.max(...unit.map(Math.abs));
  const scale = f32(127 / range);
  const codes = unit.map((component) => {
    const product = f32(component * scale);
    return Math.sign(product) * Math.floor(Math.abs(product) + 0.5);
  });
  return { codes, range, norm };
}

describe("the server's Q8 code", () => {
  it.each(FROM_THE_SERVER)("of %j equals what Redis 8.0.2 stored", (vector, codes, norm, range) => {
    const code = encodeQ8(vector);
    expect({ codes: [...code.codes], norm: code.norm, range: code.range }).toEqual({ codes, norm, range });
  });

  it("equals the naive chain of float32 operations for any vector, ties included", () => {
    const tieRich = fc
      .array(fc.integer({ min: -254, max: 254 }), { minLength: 1, maxLength: 40 })
      .map((values) => {
        return Float32Array.from([254, ...values]);
      });
    fc.assert(
      fc.property(fc.oneof(anyVector(), tieRich), (vector) => {
        const code = encodeQ8(vector);
        const naive = naiveQ8(vector);
        expect([...code.codes].map((c) => c + 0)).toEqual(naive.codes.map((c) => c + 0));
        expect([code.range, code.norm]).toEqual([naive.range, naive.norm]);
      }),
      { numRuns: 2000 },
    );
  });

  it("reconstructs every component within range / 254", () => {
    fc.assert(
      fc.property(anyVector(), (vector) => {
        const code = encodeQ8(vector);
        const unit = decodeQ8(code, { unit: true });
        const bound = code.range / 254 + (2e-5 / 127) * code.range + 1e-7;
        for (const [index, component] of vector.entries())
          expect(Math.abs(unit[index]! - component / code.norm)).toBeLessThanOrEqual(bound);
      }),
    );
  });

  it("decodes to the length of the encoded vector unless the unit vector is asked for", () => {
    const code = encodeQ8([30, 40]);
    expect([...decodeQ8(code)].map((c) => c.toFixed(2))).toEqual(["29.92", "40.00"]);
    expect([...decodeQ8(code, { unit: true })].map((c) => c.toFixed(4))).toEqual(["0.5984", "0.8000"]);
  });

  it("does not depend on the length of the vector when scaled by a power of two", () => {
    fc.assert(
      fc.property(anyVector(), fc.integer({ min: -10, max: 10 }), (vector, exponent) => {
        const scaled = vector.map((component) => component * 2 ** exponent);
        fc.pre(scaled.every((component, i) => component / 2 ** exponent === vector[i]));
        expect(encodeQ8(scaled).codes).toEqual(encodeQ8(vector).codes);
      }),
    );
  });

  it("keeps the order of the components", () => {
    fc.assert(
      fc.property(anyVector({ min: 2 }), (vector) => {
        const { codes } = encodeQ8(vector);
        for (let i = 1; i < vector.length; i++)
          if (vector[i]! >= vector[i - 1]!) expect(codes[i]).toBeGreaterThanOrEqual(codes[i - 1]!);
      }),
    );
  });

  it("of the opposite vector is the opposite code", () => {
    fc.assert(
      fc.property(anyVector(), (vector) => {
        const opposite = encodeQ8(vector.map((component) => -component));
        expect(opposite.codes).toEqual(encodeQ8(vector).codes.map((code) => -code));
      }),
    );
  });

  it.each([
    ["NaN", [1, Number.NaN, 2], /component 1 of 3 is NaN/],
    ["Infinity", [1, 2, 3, 4, Number.POSITIVE_INFINITY], /component 4 of 5 is infinite/],
    ["a number beyond float32", [1e39, 1], /component 0 of 2 is infinite/],
    ["squares that overflow float32", [3e38, 1], /overflow float32/],
    ["a hole", [1, undefined as never, 3], /component 1 of 3 is NaN/],
  ])("refuses %s and says where", (_what, vector, message) => {
    let error: unknown;
    try {
      encodeQ8(vector);
    } catch (caught) {
      error = caught;
    }
    expect(isOctavecError(error, "INVALID_VECTOR")).toBe(true);
    expect(String(error)).toMatch(message);
  });

  it("refuses an empty vector and more dimensions than a Vector Set takes", () => {
    expect(() => encodeQ8([])).toThrowError(expect.objectContaining({ code: "INVALID_ARGUMENT" }));
    expect(() => encodeQ8(new Float32Array(65_537))).toThrowError(
      expect.objectContaining({ code: "INVALID_ARGUMENT" }),
    );
  });
});

describe("a batch of Q8 codes", () => {
  it("equals the single codes row by row", () => {
    const random = new Random(7);
    const vectors = Array.from({ length: 9 }, () => vectorOf("spiky", 21, random));
    const batch = encodeQ8Rows(vectors);
    for (const [row, vector] of vectors.entries()) expect(q8Row(batch, row)).toEqual(encodeQ8(vector));
  });

  it("is empty for no rows", () => {
    expect(encodeQ8Rows([]).ranges).toHaveLength(0);
  });

  it("refuses ragged rows", () => {
    expect(() => encodeQ8Rows([new Float32Array([1, 2]), new Float32Array([1])])).toThrowError(
      expect.objectContaining({ code: "DIMENSION_MISMATCH" }),
    );
  });
});
