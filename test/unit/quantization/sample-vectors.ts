import fc from "fast-check";

/** Seeded numbers for tests: uniform 0 … 1 and standard normal. */
export class Random {
  #state: number;
  constructor(seed: number) {
    this.#state = seed | 0;
  }
  uniform(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t ^= t + Math.imul(t ^ (t >>> 7), 61 | t);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.uniform())) * Math.cos(2 * Math.PI * this.uniform());
  }
  integer(below: number): number {
    return Math.floor(this.uniform() * below);
  }
}

/** Shapes of data that embeddings and ill-meant input take; each fills one component. */
export const SHAPES: Readonly<Record<string, (random: Random, index: number) => number>> = {
  gaussian: (random) => random.normal(),
  "small integers": (random) => random.integer(21) - 10,
  spiky: (random) => random.normal() * (random.uniform() < 0.01 ? 30 : 1),
  offset: (random, index) => (index === 0 ? -0.85 : index === 1 ? 0.3 : 0) + random.normal() * 0.03,
  "heavy-tailed": (random) => random.normal() * Math.exp(random.normal() * 8),
  sparse: (random, index) => (index % 2 === 0 ? random.uniform() - 0.5 : 0),
  huge: (random) => random.normal() * 1e17,
  "nearly underflowing": (random) => random.normal() * 3e-23,
  underflowing: (random) => random.normal() * 1e-30,
  denormal: (random) => random.normal() * 1e-40,
};

export function vectorOf(shape: string, dimension: number, random: Random): Float32Array {
  const component = SHAPES[shape]!;
  return Float32Array.from({ length: dimension }, (_, index) => component(random, index));
}

/** `count` unit vectors around a few topics, `dimension` wide: neighbours exist, as they do among embeddings. */
export function topicVectors(count: number, dimension: number, random: Random): Float32Array[] {
  const topics = Array.from({ length: Math.max(2, Math.ceil(count / 20)) }, () =>
    vectorOf("gaussian", dimension, random),
  );
  return Array.from({ length: count }, () => {
    const topic = topics[random.integer(topics.length)]!;
    const vector = topic.map((component) => component + 0.8 * random.normal());
    const length = Math.hypot(...vector);
    return vector.map((component) => component / length);
  });
}

/** fast-check: a float32 vector of ordinary size, 1 to 96 components, never all zero. */
export function anyVector(dimension: { min?: number; max?: number } = {}): fc.Arbitrary<Float32Array> {
  return fc
    .float32Array({
      minLength: dimension.min ?? 1,
      maxLength: dimension.max ?? 96,
      noNaN: true,
      min: Math.fround(-1e6),
      max: Math.fround(1e6),
    })
    .filter((vector) => vector.some((component) => Math.abs(component) > 1e-6));
}

/** fast-check: two vectors of one dimension. */
export function anyPair(): fc.Arbitrary<[Float32Array, Float32Array]> {
  return fc
    .integer({ min: 1, max: 96 })
    .chain((size) => fc.tuple(anyVector({ min: size, max: size }), anyVector({ min: size, max: size })));
}
