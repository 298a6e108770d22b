/**
 * Inner products over flat memory. Four accumulators hide the latency of the additions (about 1.5 to 2 times faster
 * than one); float sums are kept in double precision, int8 sums are exact.
 */

/** Σ a[aStart + j] · b[bStart + j] over `length` float32 numbers, summed in double precision. */
export function dotFloat32(
  a: Float32Array,
  aStart: number,
  b: Float32Array,
  bStart: number,
  length: number,
): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let j = 0;
  for (; j + 3 < length; j += 4) {
    s0 += a[aStart + j]! * b[bStart + j]!;
    s1 += a[aStart + j + 1]! * b[bStart + j + 1]!;
    s2 += a[aStart + j + 2]! * b[bStart + j + 2]!;
    s3 += a[aStart + j + 3]! * b[bStart + j + 3]!;
  }
  for (; j < length; j++) s0 += a[aStart + j]! * b[bStart + j]!;
  return s0 + s1 + (s2 + s3);
}

/** Σ a[aStart + j] · b[bStart + j] of float32 numbers with int8 codes, summed in double precision. */
export function dotFloat32Int8(
  a: Float32Array,
  aStart: number,
  b: Int8Array,
  bStart: number,
  length: number,
): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let j = 0;
  for (; j + 3 < length; j += 4) {
    s0 += a[aStart + j]! * b[bStart + j]!;
    s1 += a[aStart + j + 1]! * b[bStart + j + 1]!;
    s2 += a[aStart + j + 2]! * b[bStart + j + 2]!;
    s3 += a[aStart + j + 3]! * b[bStart + j + 3]!;
  }
  for (; j < length; j++) s0 += a[aStart + j]! * b[bStart + j]!;
  return s0 + s1 + (s2 + s3);
}

/**
 * Σ a[aStart + j] · b[bStart + j] of int8 codes: an exact integer. With |code| ≤ 128 each of the four int32
 * accumulators is safe up to dimension 524,284, eight times the largest dimension a Vector Set takes.
 */
export function dotInt8(a: Int8Array, aStart: number, b: Int8Array, bStart: number, length: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let j = 0;
  for (; j + 3 < length; j += 4) {
    s0 = (s0 + a[aStart + j]! * b[bStart + j]!) | 0;
    s1 = (s1 + a[aStart + j + 1]! * b[bStart + j + 1]!) | 0;
    s2 = (s2 + a[aStart + j + 2]! * b[bStart + j + 2]!) | 0;
    s3 = (s3 + a[aStart + j + 3]! * b[bStart + j + 3]!) | 0;
  }
  for (; j < length; j++) s0 = (s0 + a[aStart + j]! * b[bStart + j]!) | 0;
  return s0 + s1 + (s2 + s3);
}
