import ndarray, { type NdArray } from "ndarray";
import { QuantizationError } from "./errors.js";
import { float32Vector, requireDimension, type VectorLike } from "./float32-vector.js";

/**
 * Many vectors of one dimension: a two-dimensional `ndarray` view (rows × dimension, any stride, offset or order),
 * or a list of vectors. For a plain `Float32Array` that holds rows one after the other see {@link rowsOf}.
 */
export type VectorRows = NdArray | readonly VectorLike[];

/** A row-major view (rows × dimension) on flat data. The data is not copied. */
export function rowsOf<T extends Float32Array | Float64Array | Int8Array | Uint8Array | number[]>(
  data: T,
  dimension: number,
): NdArray<T> {
  requireDimension(dimension);
  if (data.length % dimension !== 0)
    throw new QuantizationError(
      "DIMENSION_MISMATCH",
      `${data.length} numbers are no whole number of rows of dimension ${dimension}`,
      { details: { length: data.length, dimension } },
    );
  return ndarray(data, [data.length / dimension, dimension]);
}

/** Receives one row as `dimension` float32 numbers of `data` from `start` on. `data` may be reused for the next row. */
type RowVisitor = (data: Float32Array, start: number, row: number) => void;

/** Rows × dimension of any accepted input. An empty list has dimension 0. */
export function shapeOf(rows: VectorRows): { count: number; dimension: number } {
  if (isList(rows)) return { count: rows.length, dimension: rows[0]?.length ?? 0 };
  const { shape }: { shape?: readonly number[] } = rows;
  if (shape?.length !== 2)
    throw new QuantizationError(
      "INVALID_ARGUMENT",
      "Rows are a list of vectors or an ndarray view with two dimensions (rows × dimension); for flat data use rowsOf",
      { details: { shape } },
    );
  return { count: rows.shape[0]!, dimension: rows.shape[1]! };
}

/**
 * Visits the rows in order. Float32 rows whose components lie side by side are passed in place; all others are
 * gathered into one scratch row, so kernels always run over flat float32 memory. An error that a row causes is
 * raised again with the row's index in its message and as `details.row`.
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
