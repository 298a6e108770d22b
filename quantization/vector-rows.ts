import ndarray, { type NdArray } from "ndarray";
import { QuantizationError } from "./errors.js";
import { float32Vector, requireDimension, type VectorLike } from "./float32-vector.js";

/**
 * Many vectors of one dimension: a list of vectors, or a two-dimensional `ndarray` view (rows × dimension, with any stride,
 * offset or order). {@link rowsOf} makes a view of a flat array that contains the vectors one after the other.
 */
export type VectorRows = NdArray | readonly VectorLike[];

/** A row-major view (rows × dimension) of a flat array. The data is not copied. */
export function rowsOf<T extends Float32Array | Float64Array | Int8Array | Uint8Array | number[]>(
  data: T,
  dimension: number,
): NdArray<T> {
  requireDimension(dimension);
  if (data.length % dimension !== 0)
    throw new QuantizationError(
      "DIMENSION_MISMATCH",
      `The length ${data.length} is not a multiple of the dimension ${dimension}`,
      { details: { length: data.length, dimension } },
    );
  return ndarray(data, [data.length / dimension, dimension]);
}

/** Called with one row: `dimension` numbers of `data` from `start` on. `data` may be reused for the next row. */
type RowVisitor = (data: Float32Array, start: number, row: number) => void;

/** Number of rows and their dimension. An empty list has dimension 0. */
export function shapeOf(rows: VectorRows): { count: number; dimension: number } {
  if (isList(rows)) return { count: rows.length, dimension: rows[0]?.length ?? 0 };
  const { shape }: { shape?: readonly number[] } = rows;
  if (shape?.length !== 2)
    throw new QuantizationError(
      "INVALID_ARGUMENT",
      "Expected a list of vectors or an ndarray view with two dimensions (rows × dimension); for a flat array use rowsOf",
      { details: { shape } },
    );
  return { count: rows.shape[0]!, dimension: rows.shape[1]! };
}

/**
 * Calls `visit` with each row in order. Contiguous float32 rows are passed without a copy. All other rows are copied into one
 * scratch array first, so that loops always run over flat float32 memory. An error gets the row's index in its message and as
 * `details.row`.
 */
export function forEachRow(rows: VectorRows, visit: RowVisitor): void {
  const { count, dimension } = shapeOf(rows);
  if (count === 0) return;
  requireDimension(dimension);
  const read = isList(rows) ? listReader(rows, dimension) : viewReader(rows, dimension);
  for (let row = 0; row < count; row++) {
    try {
      read(row, visit);
    } catch (error) {
      if (!(error instanceof QuantizationError)) throw error;
      const details = { ...error.details, row };
      throw new QuantizationError(error.code, `Row ${row}: ${error.message}`, { details, cause: error });
    }
  }
}

type RowReader = (row: number, visit: RowVisitor) => void;

function listReader(rows: readonly VectorLike[], dimension: number): RowReader {
  return (row, visit) => visit(float32Vector(rows[row]!, dimension), 0, row);
}

function viewReader(rows: NdArray, dimension: number): RowReader {
  const data: unknown = rows.data;
  const [rowStride, columnStride] = [rows.stride[0]!, rows.stride[1]!];
  if (data instanceof Float32Array && (columnStride === 1 || dimension === 1))
    return (row, visit) => visit(data, rows.offset + row * rowStride, row);
  const scratch = new Float32Array(dimension);
  return (row, visit) => {
    for (let column = 0; column < dimension; column++) scratch[column] = rows.get(row, column);
    visit(scratch, 0, row);
  };
}

function isList(rows: VectorRows): rows is readonly VectorLike[] {
  return Array.isArray(rows);
}
