import type { CalibrationRecord } from "./record.js";

/** Number of dimensions for the population stability index. Its median over 64 is as good as over all. */
const WATCHED = 64;
const BINS = 10;

/** Decile edges of evenly spread dimensions. Dimensions with equal edges, which hardly vary, are left out. */
export function driftBaseline(sample: readonly Float32Array[]): CalibrationRecord["drift"] {
  const dimension = sample[0]?.length ?? 0;
  const stride = Math.max(1, dimension / WATCHED);
  const dimensions: number[] = [];
  const edges: number[][] = [];
  for (let place = 0; place < dimension; place += stride) {
    const j = Math.floor(place);
    const sorted = Float32Array.from(sample, (vector) => vector[j]!).sort();
    const deciles = Array.from({ length: BINS - 1 }, (_, bin) => {
      return Number(sorted[Math.floor(((bin + 1) * sorted.length) / BINS)]!.toPrecision(9)) + 0;
    });
    if (deciles.some((edge, bin) => bin > 0 && edge <= deciles[bin - 1]!)) continue;
    dimensions.push(j);
    edges.push(deciles);
  }
  return { dimensions, edges };
}
