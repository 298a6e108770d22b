import { clusteredVectors } from "../clustered-vectors.js";
import { gaussian, seededRandom } from "../random.js";
import { latentVectors } from "./latent-vectors.js";
import { dealSet, type TestSet } from "./test-set.js";

/** Vectors per set: 300 queries, 1,000 to calibrate on, 2,000 stored. */
const COUNT = 3_300;
const QUERIES = 300;
const SMALL = 512;
const LARGE = 1_536;

/** Made vectors: three well-behaved sets, and three caricatures of what real models are known to do. */
export function syntheticSets(seed: number): TestSet[] {
  const deal = { queries: QUERIES, seed };
  const latent = latentVectors(COUNT, LARGE, seed);
  return [
    dealSet(
      { name: "gaussian", about: "independent normal components", kind: "well-behaved" },
      normals(seed),
      deal,
    ),
    dealSet(
      { name: "clustered", about: "normal noise around a centre per fifty vectors", kind: "well-behaved" },
      clusteredVectors(COUNT, SMALL, seed),
      deal,
    ),
    dealSet({ name: "latent", about: "topics in 256 latent dimensions", kind: "well-behaved" }, latent, deal),
    dealSet(
      { name: "offset", about: "latent, a constant offset, three dimensions far off zero", kind: "outliers" },
      withOffset(latent, seed),
      deal,
    ),
    dealSet(
      { name: "wide", about: "latent, eight dimensions 8 to 25 times as wide", kind: "outliers" },
      withWideDimensions(latent, seed),
      deal,
    ),
    dealSet(
      { name: "spikes", about: "latent, 0.2 % of all components times 20", kind: "outliers" },
      withSpikes(latent, seed),
      deal,
    ),
  ];
}

function normals(seed: number): Float32Array[] {
  const random = seededRandom(seed);
  return Array.from({ length: COUNT }, () => Float32Array.from({ length: SMALL }, () => gaussian(random)));
}

function withOffset(vectors: readonly Float32Array[], seed: number): Float32Array[] {
  const random = seededRandom(seed + 1);
  const direction = Float32Array.from({ length: LARGE }, () => gaussian(random));
  const length = Math.hypot(...direction);
  const offset = direction.map((component) => (0.35 * component) / length);
  for (const [j, shift] of [
    [17, -0.85],
    [411, 0.28],
    [1_102, 0.15],
  ] as const)
    offset[j] = offset[j]! + shift;
  return vectors.map((vector) => vector.map((component, j) => 0.65 * component + offset[j]!));
}

function withWideDimensions(vectors: readonly Float32Array[], seed: number): Float32Array[] {
  const random = seededRandom(seed + 2);
  const factors = new Float32Array(LARGE).fill(1);
  for (let i = 0; i < 8; i++) factors[Math.floor(random() * LARGE)] = 8 + 17 * random();
  return vectors.map((vector) => vector.map((component, j) => component * factors[j]!));
}

function withSpikes(vectors: readonly Float32Array[], seed: number): Float32Array[] {
  const random = seededRandom(seed + 3);
  return vectors.map((vector) => vector.map((component) => component * (random() < 0.002 ? 20 : 1)));
}
