import type { VectorLike } from "../../../quantization/index.js";

/**
 * A vector as it may have been before Q8 rounded it: to each decoded component comes uniform noise of at most half a
 * step. Coding codes a second time would show next to no error; this shows the error of coding such vectors once.
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
