/** Similarities are counted in 50 bins of 0.02 from 0 to 1; below 0 counts as the first, 1 as the last. */
export const BIN_COUNT = 50;
export const BIN_WIDTH = 1 / BIN_COUNT;

/** A similarity that lies on a border belongs to the bin above it. */
export function binOf(similarity: number): number {
  // Without the small part 0.58, which is a little less than 29 / 50, would fall into the bin below.
  const bin = Math.floor(similarity * BIN_COUNT + 1e-9);
  return Math.min(BIN_COUNT - 1, Math.max(0, bin));
}
