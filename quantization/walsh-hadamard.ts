/**
 * Fast Walsh-Hadamard transform in place, of `size` numbers (a power of two) from `start` on. It is not scaled: applying it twice
 * multiplies by `size`. Natural (Hadamard) order. O(size · log₂ size) additions. One pass over memory does two levels, which
 * halves the loads and stores.
 */
export function walshHadamard(data: Float64Array, start: number, size: number): void {
  const end = start + size;
  let half = 1;
  for (; half * 4 <= size; half *= 4) {
    for (let block = start; block < end; block += half * 4) {
      for (let i = block; i < block + half; i++) {
        const a = data[i]!;
        const b = data[i + half]!;
        const c = data[i + 2 * half]!;
        const d = data[i + 3 * half]!;
        data[i] = a + b + (c + d);
        data[i + half] = a - b + (c - d);
        data[i + 2 * half] = a + b - (c + d);
        data[i + 3 * half] = a - b - (c - d);
      }
    }
  }
  if (half * 2 === size) {
    for (let i = start; i < start + half; i++) {
      const a = data[i]!;
      const b = data[i + half]!;
      data[i] = a + b;
      data[i + half] = a - b;
    }
  }
}
