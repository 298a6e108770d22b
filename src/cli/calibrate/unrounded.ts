import type { VectorLike } from "../../../quantization/index.js";

/**
 * A vector as it may have been before Q8 rounded it: uniform noise of at most half a step is added to each decoded
 * component. Without the noise, encoding the decoded vectors a second time would show almost no error.
 */
export function unrounded(
  decoded: VectorLike,
  range: number,
  norm: number,
  random: () => number,
): Float32Array {
  const step = (range / 127) * norm;
  return Float32Array.from(decoded, (component) => component + (random() - 0.5) * step);
}
