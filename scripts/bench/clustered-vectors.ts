import { gaussian, seededRandom } from "./random.js";

/**
 * Vectors that lie in clusters, as embeddings do: uniform noise in 512 dimensions has no neighbourhoods to find. One
 * centre per fifty vectors, noise of 0.7 around it.
 */
export function clusteredVectors(count: number, dimension: number, seed: number): Float32Array[] {
  const random = seededRandom(seed);
  const centres = Array.from({ length: Math.max(1, Math.round(count / 50)) }, () =>
    Float32Array.from({ length: dimension }, () => gaussian(random)),
  );
  return Array.from({ length: count }, () => {
    const centre = centres[Math.floor(random() * centres.length)]!;
    return centre.map((component) => component + 0.7 * gaussian(random));
  });
}
