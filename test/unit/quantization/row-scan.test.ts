import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import { dotFloat32, encodeQ8, Float32Scan, Int8Scan, rowsOf } from "../../../quantization/index.js";
import { Random, vectorOf } from "./sample-vectors.js";

/** Around the widths of the loops, and ordinary ones. */
const DIMENSIONS = [1, 3, 15, 16, 17, 31, 32, 33, 63, 64, 65, 100, 512, 1_536];

const rowsFor = (count: number, dimension: number, random: Random) =>
  Array.from({ length: count }, () => vectorOf("gaussian", dimension, random));

afterEach(() => vi.unstubAllGlobals());

describe("a scan of int8 rows", () => {
  it("gives the same integers with the accelerator as without, extremes included, at every width", () => {
    const random = new Random(1);
    for (const dimension of DIMENSIONS) {
      const codes = Int8Array.from({ length: 7 * dimension }, () => random.integer(256) - 128);
      codes.fill(-128, 0, dimension);
      const query = Int8Array.from({ length: dimension }, () => -128);
      const fast = new Int8Scan(codes, dimension);
      expect(fast.accelerated).toBe(true);
      const plain = new Int8Scan(codes, dimension, { accelerator: "plain" });
      expect(plain.accelerated).toBe(false);
      expect(fast.dots(query)).toEqual(plain.dots(query));
      expect(fast.dots(query)[0]).toBe(dimension * 16_384);
    }
  });

  it("stays exact at the largest dimension", () => {
    const codes = new Int8Array(65_536).fill(-128);
    expect(new Int8Scan(codes, 65_536).dots(codes)).toEqual(Int32Array.of(2 ** 30));
  });

  it("equals the accelerated one for any codes", () => {
    const numbers = fc.integer({ min: 1, max: 70 }).chain((dimension) =>
      fc.record({
        query: fc.int8Array({ minLength: dimension, maxLength: dimension }),
        rows: fc.array(fc.int8Array({ minLength: dimension, maxLength: dimension }), { maxLength: 5 }),
      }),
    );
    fc.assert(
      fc.property(numbers, ({ query, rows }) => {
        const codes = Int8Array.from(rows.flatMap((row) => [...row]));
        const plain = new Int8Scan(codes, query.length, { accelerator: "plain" });
        expect(new Int8Scan(codes, query.length).dots(query)).toEqual(plain.dots(query));
      }),
    );
  });
});

describe("a scan of float32 rows", () => {
  it("stays within its stated distance from the plain sums at every width", () => {
    const random = new Random(2);
    for (const dimension of DIMENSIONS) {
      const rows = rowsFor(9, dimension, random);
      const query = vectorOf("gaussian", dimension, random);
      const fast = new Float32Scan(rows);
      expect(fast.accelerated).toBe(true);
      const plain = new Float32Scan(rows, { accelerator: "plain" }).dots(query);
      for (const [row, dot] of fast.dots(query).entries()) {
        const sizes = rows[row]!.map((component, j) => Math.abs(component * query[j]!));
        const bound = (dimension / 16 + 2) * 2 ** -24 * sizes.reduce((sum, size) => sum + size, 0);
        expect(Math.abs(dot - plain[row]!)).toBeLessThanOrEqual(bound);
      }
    }
  });

  it("without the accelerator is the plain inner product to the last bit", () => {
    const random = new Random(3);
    const rows = rowsFor(5, 77, random);
    const query = vectorOf("gaussian", 77, random);
    const dots = new Float32Scan(rows, { accelerator: "plain" }).dots(query);
    expect([...dots]).toEqual(rows.map((row) => dotFloat32(query, 0, row, 0, 77)));
  });

  it("keeps its answers and its rows when further queries come and the rows change", () => {
    const rows = [Float32Array.of(1, 0), Float32Array.of(0, 1)];
    const scan = new Float32Scan(rows);
    const first = scan.dots([2, 3]);
    rows[0]!.fill(9);
    expect([...scan.dots([5, 7])]).toEqual([5, 7]);
    expect([...first]).toEqual([2, 3]);
  });

  it("takes views on flat memory, and no rows at all", () => {
    const scan = new Float32Scan(rowsOf(Float32Array.of(1, 2, 3, 4), 2));
    expect([...scan.dots([1, 10])]).toEqual([21, 43]);
    expect(new Float32Scan(rowsOf(new Float32Array(0), 2)).dots([1, 1])).toHaveLength(0);
  });
});

it.each([
  ["there is no WebAssembly", undefined],
  [
    "the engine refuses SIMD",
    {
      Module: class {
        constructor() {
          throw new Error("invalid opcode");
        }
      },
      Instance: class {},
    },
  ],
])("scans run as plain loops where %s", async (_, api) => {
  vi.stubGlobal("WebAssembly", api);
  vi.resetModules();
  const fresh = await import("../../../quantization/row-scan.js");
  const scan = new fresh.Float32Scan([[1, 2, 3]]);
  expect(scan.accelerated).toBe(false);
  expect([...scan.dots([1, 1, 1])]).toEqual([6]);
  const codes = encodeQ8([1, 2, 3]).codes;
  const int8 = new fresh.Int8Scan(codes, 3);
  expect(int8.accelerated).toBe(false);
  expect(int8.dots(codes)).toEqual(new Int8Scan(codes, 3, { accelerator: "plain" }).dots(codes));
});

it("rows and queries that are no vectors of the dimension are refused, with the row's index", () => {
  expect(() => new Float32Scan([[1], [Number.NaN]])).toThrowError(
    expect.objectContaining({ code: "INVALID_VECTOR", details: expect.objectContaining({ row: 1 }) }),
  );
  const scan = new Float32Scan([[1, 2]]);
  expect(() => scan.dots([1])).toThrowError(expect.objectContaining({ code: "DIMENSION_MISMATCH" }));
  expect(() => scan.dots([1, Number.POSITIVE_INFINITY])).toThrowError(
    expect.objectContaining({ code: "INVALID_VECTOR" }),
  );
  expect(() => new Int8Scan(new Int8Array(3), 2)).toThrowError(
    expect.objectContaining({ code: "DIMENSION_MISMATCH" }),
  );
});
