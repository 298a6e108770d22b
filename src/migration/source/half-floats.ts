/**
 * 16-bit floats as bit patterns. FLOAT16 is IEEE 754 binary16 (1 sign bit, 5 exponent bits, 10 fraction bits). BFLOAT16 is
 * the upper half of a float32. `Float16Array` exists only since Node.js 24.
 */

const scratch = new DataView(new ArrayBuffer(4));

export function float16ToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** Rounds to the nearest binary16, ties to even. Numbers that round beyond 65,504 become infinite. */
export function numberToFloat16(value: number): number {
  if (Number.isNaN(value)) return 0x7e00;
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const size = Math.abs(value);
  if (size === 0) return sign;
  // Halfway between 65,504, the greatest binary16, and 65,536.
  if (size >= 65_520) return sign | 0x7c00;
  // Neighbouring numbers are 2^-24 apart below 2^-14, and 2^exponent / 1024 apart above.
  const exponent = Math.max(-14, Math.floor(Math.log2(size)));
  const step = 2 ** (exponent - 10);
  const rounded = roundToEven(size / step) * step;
  if (rounded < 2 ** -14) return sign | (rounded / 2 ** -24);
  const power = Math.floor(Math.log2(rounded));
  return sign | ((power + 15) << 10) | ((rounded / 2 ** power - 1) * 1024);
}

export function bfloat16ToNumber(bits: number): number {
  scratch.setUint32(0, bits << 16);
  return scratch.getFloat32(0);
}

/** Rounds to the nearest bfloat16, ties to even. */
export function numberToBfloat16(value: number): number {
  if (Number.isNaN(value)) return 0x7fc0;
  scratch.setFloat32(0, value);
  const bits = scratch.getUint32(0);
  const lowest = (bits >>> 16) & 1;
  return ((bits + 0x7fff + lowest) >>> 16) & 0xffff;
}

function roundToEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}
