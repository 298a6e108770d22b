import { gaussian, seededRandom } from "../random.js";

const LATENT = 256;
const TOPICS = 400;
const SUBTOPICS = 8;

/**
 * Vectors shaped like those of a large text model, of about length 1: 400 topics with 8 subtopics each in 256 latent
 * dimensions whose variances fall like 1 / (i + 10), lifted to `dimension` by a random orthonormal map, plus isotropic
 * noise of length 0.25, every dimension scaled by a lognormal factor (sigma 0.3).
 */
export function latentVectors(count: number, dimension: number, seed: number): Float32Array[] {
  const random = seededRandom(seed);
  const deviations = Float64Array.from({ length: LATENT }, (_, i) => 1 / Math.sqrt(i + 10));
  const latent = () => deviations.map((deviation) => deviation * gaussian(random));
  const topics = Array.from({ length: TOPICS }, latent);
  const subtopics = Array.from({ length: TOPICS * SUBTOPICS }, latent);
  const axes = orthonormalAxes(dimension, random);
  const factors = Float64Array.from({ length: dimension }, () => Math.exp(0.3 * gaussian(random)));
  const noise = 0.25 / Math.sqrt(dimension);
  const vectors = Array.from({ length: count }, () => {
    const number = Math.floor(random() * subtopics.length);
    const [topic, subtopic] = [topics[Math.floor(number / SUBTOPICS)]!, subtopics[number]!];
    const point = latent().map((own, i) => 0.6 * topic[i]! + 0.45 * subtopic[i]! + 0.62 * own);
    const lifted = lift(point, axes, dimension);
    return lifted.map((component, j) => factors[j]! * (component + noise * gaussian(random)));
  });
  const meanLength = vectors.reduce((sum, vector) => sum + Math.hypot(...vector), 0) / count;
  return vectors.map((vector) => Float32Array.from(vector, (component) => component / meanLength));
}

/** {@link LATENT} orthonormal rows of `dimension`, by Gram and Schmidt on Gaussian rows. */
function orthonormalAxes(dimension: number, random: () => number): Float64Array[] {
  const axes: Float64Array[] = [];
  for (let i = 0; i < LATENT; i++) {
    const axis = Float64Array.from({ length: dimension }, () => gaussian(random));
    for (const earlier of axes) addScaled(axis, earlier, -inner(axis, earlier));
    const length = Math.sqrt(inner(axis, axis));
    axes.push(axis.map((component) => component / length));
  }
  return axes;
}

function lift(point: Float64Array, axes: readonly Float64Array[], dimension: number): Float64Array {
  const lifted = new Float64Array(dimension);
  for (const [i, axis] of axes.entries()) addScaled(lifted, axis, point[i]!);
  return lifted;
}

function addScaled(target: Float64Array, source: Float64Array, factor: number): void {
  for (let j = 0; j < target.length; j++) target[j] = target[j]! + factor * source[j]!;
}

function inner(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += a[j]! * b[j]!;
  return sum;
}
