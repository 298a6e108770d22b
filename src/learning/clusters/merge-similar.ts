import { setImmediate } from "node:timers/promises";
import { dotFloat32 } from "../../../quantization/index.js";

/** Other work may run after this time. */
const SLICE_MS = 5;

/**
 * Agglomerative clustering by average linkage: merges the two clusters with the highest mean cosine between their members, until
 * that mean is below `similarity`.
 *
 * Follows nearest-neighbour chains (Murtagh 1983). For average linkage they give the same result as merging the closest pair
 * each time, in O(n² · dimension). Of equal cosines the first one is taken, so the same vectors in the same order give the same
 * clusters. Yields to the event loop every few milliseconds.
 *
 * @param vectors - Unit vectors. n vectors take 4 · n² bytes.
 * @returns the indices of each cluster in ascending order; clusters in the order of their first index.
 * @throws the signal's reason.
 */
export async function mergeSimilar(
  vectors: readonly Float32Array[],
  similarity: number,
  signal?: AbortSignal,
): Promise<number[][]> {
  const yieldIfDue = yielder(signal);
  const count = vectors.length;
  const cosines = new Float32Array(count * count);
  for (let a = 0; a < count; a++) {
    for (let b = 0; b < a; b++) {
      const cosine = dotFloat32(vectors[a]!, vectors[b]!);
      cosines[a * count + b] = cosine;
      cosines[b * count + a] = cosine;
    }
    await yieldIfDue();
  }
  const members = vectors.map((_, index) => [index]);
  /** 0 if merged into another cluster, or finished. */
  const isOpen = new Uint8Array(count).fill(1);
  const finished: number[][] = [];
  const chain: number[] = [];
  for (let first = 0; ; ) {
    await yieldIfDue();
    if (chain.length === 0) {
      while (first < count && isOpen[first] === 0) first++;
      if (first === count) break;
      chain.push(first);
    }
    const last = chain.at(-1)!;
    const before = chain.at(-2);
    const nearest = nearestOf(last, before, cosines, isOpen);
    if (nearest === undefined || cosines[last * count + nearest]! < similarity) {
      // No merger of other clusters can be nearer to it than the nearest of them.
      isOpen[last] = 0;
      finished.push(members[last]!);
      chain.pop();
    } else if (nearest === before) {
      chain.length -= 2;
      merge(before, last, { cosines, members, isOpen });
    } else chain.push(nearest);
  }
  return finished.map((cluster) => cluster.sort((a, b) => a - b)).sort(([a], [b]) => a! - b!);
}

/** Of equal cosines, that of `before` (the previous link of the chain) is taken. Otherwise the chain could be endless. */
function nearestOf(
  of: number,
  before: number | undefined,
  cosines: Float32Array,
  isOpen: Uint8Array,
): number | undefined {
  const row = of * isOpen.length;
  let nearest = before;
  for (let other = 0; other < isOpen.length; other++) {
    if (isOpen[other] === 0 || other === of) continue;
    if (nearest === undefined || cosines[row + other]! > cosines[row + nearest]!) nearest = other;
  }
  return nearest;
}

function merge(
  into: number,
  other: number,
  state: { cosines: Float32Array; members: number[][]; isOpen: Uint8Array },
): void {
  const { cosines, members, isOpen } = state;
  const count = isOpen.length;
  const [own, more] = [members[into]!.length, members[other]!.length];
  isOpen[other] = 0;
  for (let third = 0; third < count; third++) {
    if (isOpen[third] === 0 || third === into) continue;
    const mean =
      (own * cosines[into * count + third]! + more * cosines[other * count + third]!) / (own + more);
    cosines[into * count + third] = mean;
    cosines[third * count + into] = mean;
  }
  members[into] = [...members[into]!, ...members[other]!];
}

function yielder(signal: AbortSignal | undefined): () => Promise<void> | undefined {
  let sinceMs = performance.now();
  return () => {
    signal?.throwIfAborted();
    if (performance.now() - sinceMs < SLICE_MS) return undefined;
    return setImmediate().then(() => {
      sinceMs = performance.now();
    });
  };
}
