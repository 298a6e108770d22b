import { assembleModule, I32, op, V128 } from "./wasm-assembler.js";

/** Bytes of a row that one turn of the inner loop takes; rows are padded with zeros to a multiple of it. */
export const FLOAT32_TURN_BYTES = 64;
export const INT8_TURN_BYTES = 32;

/** Parameters of both functions. `rows` and `out` move on as rows are done; `count` counts them down. */
const [ROWS, QUERY, OUT, COUNT, STRIDE] = [0, 1, 2, 3, 4];
const PARAMETERS = [I32, I32, I32, I32, I32];
/** Where the inner loop stands in the query, and where the row ends. */
const [AT, ROW_END] = [5, 6];
/** Four accumulators of four lanes. */
const SUMS = [7, 8, 9, 10] as const;
const LOCALS = [I32, I32, V128, V128, V128, V128];

/**
 * The bytes of a WebAssembly module with SIMD: `scanFloat32(rows, query, out, count, stride)` and `scanInt8`, addresses
 * and stride in bytes. Each writes the inner product of the query with every row: float64 numbers, or int32.
 * Built here from its instructions, so that there is no binary whose source one would have to trust.
 */
export function scanModule(): Uint8Array<ArrayBuffer> {
  const function_ = (name: string, body: number[]) => ({
    name,
    parameters: PARAMETERS,
    locals: LOCALS,
    body,
  });
  return assembleModule([
    function_("scanFloat32", forEachRow(float32Turn(), FLOAT32_TURN_BYTES, storeFloat64())),
    function_("scanInt8", forEachRow(int8Turn(), INT8_TURN_BYTES, storeInt32())),
  ]);
}

/** while (count) { sums = 0; do { turn } while (rows < rowEnd); store; count -= 1 } */
function forEachRow(turn: number[], turnBytes: number, store: number[]): number[] {
  return [
    ...op.block,
    ...op.loop,
    ...op.localGet(COUNT),
    ...op.i32Eqz,
    ...op.brIf(1),
    ...SUMS.flatMap((sum) => [...op.v128Zero, ...op.localSet(sum)]),
    ...op.localGet(QUERY),
    ...op.localSet(AT),
    ...[...op.localGet(ROWS), ...op.localGet(STRIDE), ...op.i32Add, ...op.localSet(ROW_END)],
    ...op.loop,
    ...turn,
    ...advance(ROWS, turnBytes),
    ...advance(AT, turnBytes),
    ...[...op.localGet(ROWS), ...op.localGet(ROW_END), ...op.i32LtU, ...op.brIf(0)],
    ...op.end,
    ...store,
    ...[...op.localGet(COUNT), ...op.i32Const(1), ...op.i32Sub, ...op.localSet(COUNT)],
    ...op.br(0),
    ...op.end,
    ...op.end,
  ];
}

/** 16 floats: each sum takes four products, added in float32. */
function float32Turn(): number[] {
  return SUMS.flatMap((sum, part) => [
    ...op.localGet(sum),
    ...[...op.localGet(ROWS), ...op.v128Load(16 * part)],
    ...[...op.localGet(AT), ...op.v128Load(16 * part)],
    ...op.f32x4Mul,
    ...op.f32x4Add,
    ...op.localSet(sum),
  ]);
}

/** 32 codes: widened to int16, multiplied and added in pairs to int32. Exact. */
function int8Turn(): number[] {
  return SUMS.flatMap((sum, part) => {
    const extend = part % 2 === 0 ? op.i16x8ExtendLowI8x16S : op.i16x8ExtendHighI8x16S;
    const offset = 16 * (part >> 1);
    return [
      ...op.localGet(sum),
      ...[...op.localGet(ROWS), ...op.v128Load(offset), ...extend],
      ...[...op.localGet(AT), ...op.v128Load(offset), ...extend],
      ...op.i32x4DotI16x8S,
      ...op.i32x4Add,
      ...op.localSet(sum),
    ];
  });
}

/** The sixteen lanes, added in float64. */
function storeFloat64(): number[] {
  const lanes = SUMS.flatMap((sum) =>
    [0, 1, 2, 3].map((lane) => [...op.localGet(sum), ...op.f32x4ExtractLane(lane), ...op.f64PromoteF32]),
  );
  return [
    ...op.localGet(OUT),
    ...lanes.flatMap((lane, i) => (i === 0 ? lane : [...lane, ...op.f64Add])),
    ...op.f64Store,
    ...advance(OUT, 8),
  ];
}

function storeInt32(): number[] {
  const lanes = SUMS.flatMap((sum) =>
    [0, 1, 2, 3].map((lane) => [...op.localGet(sum), ...op.i32x4ExtractLane(lane)]),
  );
  return [
    ...op.localGet(OUT),
    ...lanes.flatMap((lane, i) => (i === 0 ? lane : [...lane, ...op.i32Add])),
    ...op.i32Store,
    ...advance(OUT, 4),
  ];
}

/** local += bytes */
function advance(local: number, bytes: number): number[] {
  return [...op.localGet(local), ...op.i32Const(bytes), ...op.i32Add, ...op.localSet(local)];
}
