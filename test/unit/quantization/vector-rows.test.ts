import ndarray from "ndarray";
import { describe, expect, it } from "vitest";
import { encodeQ8Rows, q8Row, rowsOf } from "../../../quantization/index.js";
import { Random, vectorOf } from "./sample-vectors.js";

const ROWS = 6;
const DIMENSION = 11;
const flat = vectorOf("gaussian", ROWS * DIMENSION, new Random(1));
const expected = encodeQ8Rows(rowsOf(flat, DIMENSION));

/** The same numbers seen through other layouts. */
const columnMajor = new Float32Array(flat.length);
const padded = new Float32Array(5 + ROWS * 40);
const backwards = new Float32Array(flat.length);
for (let row = 0; row < ROWS; row++)
  for (let column = 0; column < DIMENSION; column++) {
    const value = flat[row * DIMENSION + column]!;
    columnMajor[column * ROWS + row] = value;
    padded[5 + row * 40 + column * 3] = value;
    backwards[flat.length - 1 - (row * DIMENSION + column)] = value;
  }

describe("rows of vectors", () => {
  it.each([
    ["column-major order", ndarray(columnMajor, [ROWS, DIMENSION], [1, ROWS])],
    ["a transposed view", ndarray(columnMajor, [DIMENSION, ROWS]).transpose(1, 0)],
    ["strides and an offset", ndarray(padded, [ROWS, DIMENSION], [40, 3], 5)],
    ["negative strides", ndarray(backwards, [ROWS, DIMENSION], [-DIMENSION, -1], flat.length - 1)],
    ["double precision", ndarray(Float64Array.from(flat), [ROWS, DIMENSION])],
    ["plain numbers", ndarray([...flat], [ROWS, DIMENSION])],
    [
      "a generic store",
      ndarray({ get: (i: number) => flat[i]!, set: () => undefined, length: flat.length }, [ROWS, DIMENSION]),
    ],
    ["a window of a wider view", ndarray(padded, [ROWS, 13], [40, 3], 5).hi(ROWS, DIMENSION)],
    [
      "a list of vectors",
      Array.from({ length: ROWS }, (_, row) => flat.slice(row * DIMENSION, (row + 1) * DIMENSION)),
    ],
    [
      "a list of plain arrays",
      Array.from({ length: ROWS }, (_, row) => [...flat.slice(row * DIMENSION, (row + 1) * DIMENSION)]),
    ],
  ])("give the same codes through %s", (_layout, rows) => {
    expect(encodeQ8Rows(rows)).toEqual(expected);
  });

  it("give the chosen rows in reverse when a view steps backwards", () => {
    const reversed = encodeQ8Rows(rowsOf(flat, DIMENSION).step(-2, 1));
    expect(q8Row(reversed, 0)).toEqual(q8Row(expected, ROWS - 1));
    expect(q8Row(reversed, 2)).toEqual(q8Row(expected, 1));
  });

  it("name the row that cannot be encoded", () => {
    const broken = flat.slice();
    broken[3 * DIMENSION + 2] = Number.NaN;
    expect(() => encodeQ8Rows(rowsOf(broken, DIMENSION))).toThrowError(
      expect.objectContaining({
        code: "INVALID_VECTOR",
        message: expect.stringMatching(/^Row 3: .*component 2 /),
        details: expect.objectContaining({ row: 3, index: 2 }),
      }),
    );
  });

  it("leave the caller's numbers unchanged", () => {
    const copy = flat.slice();
    encodeQ8Rows(rowsOf(copy, DIMENSION));
    expect(copy).toEqual(flat);
  });

  it("refuse a length that is no whole number of rows, and a view that is no matrix", () => {
    expect(() => rowsOf(flat, 7)).toThrowError(expect.objectContaining({ code: "DIMENSION_MISMATCH" }));
    expect(() => encodeQ8Rows(flat as never)).toThrowError(/use rowsOf/);
    expect(() => encodeQ8Rows(ndarray(flat, [flat.length]))).toThrowError(
      expect.objectContaining({ code: "INVALID_ARGUMENT" }),
    );
  });
});
