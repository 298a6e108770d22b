/**
 * Inner products of two vectors of the same length. Callers check the lengths. Four accumulators are about 1.5 to 2 times
 * faster than one, because the additions do not wait for each other.
 */

/** Σ aⱼ · bⱼ over float32 numbers, summed in double precision. */
export function dotFloat32(a: Float32Array, b: Float32Array): number {
  const length = a.length;
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let j = 0;
  for (; j + 3 < length; j += 4) {
    s0 += a[j]! * b[j]!;
    s1 += a[j + 1]! * b[j + 1]!;
    s2 += a[j + 2]! * b[j + 2]!;
    s3 += a[j + 3]! * b[j + 3]!;
  }
  for (; j < length; j++) s0 += a[j]! * b[j]!;
  return s0 + s1 + (s2 + s3);
}

/** Σ aⱼ · bⱼ of float32 numbers with int8 codes, summed in double precision. */
export function dotFloat32Int8(a: Float32Array, b: Int8Array): number {
  const length = a.length;
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let j = 0;
  for (; j + 3 < length; j += 4) {
    s0 += a[j]! * b[j]!;
    s1 += a[j + 1]! * b[j + 1]!;
    s2 += a[j + 2]! * b[j + 2]!;
    s3 += a[j + 3]! * b[j + 3]!;
  }
  for (; j < length; j++) s0 += a[j]! * b[j]!;
  return s0 + s1 + (s2 + s3);
}

/**
 * Σ aⱼ · bⱼ of int8 codes: an exact integer. With |code| ≤ 128 each of the four int32 accumulators is safe up to
 * dimension 524,284, eight times the largest dimension that a Vector Set takes.
 */
export function dotInt8(a: Int8Array, b: Int8Array): number {
  const length = a.length;
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let j = 0;
  for (; j + 3 < length; j += 4) {
    s0 = (s0 + a[j]! * b[j]!) | 0;
    s1 = (s1 + a[j + 1]! * b[j + 1]!) | 0;
    s2 = (s2 + a[j + 2]! * b[j + 2]!) | 0;
    s3 = (s3 + a[j + 3]! * b[j + 3]!) | 0;
  }
  for (; j < length; j++) s0 = (s0 + a[j]! * b[j]!) | 0;
  return s0 + s1 + (s2 + s3);
}
