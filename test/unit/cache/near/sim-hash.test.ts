import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SimHash, simHashDistance } from "../../../../src/cache/memory/near/sim-hash.js";
import { pairWithCosine } from "./vector-pairs.js";

const PAIRS = 600;

/** Of many pairs with one cosine: how many share a band, and how far apart their signatures are on the mean. */
function meet(cosine: number, options: { dimension: number; bits: 64 | 128 | 256; seed: number }) {
  const scheme = new SimHash(options);
  let [met, distance] = [0, 0];
  for (let i = 0; i < PAIRS; i++) {
    const [a, b] = pairWithCosine(cosine, options.dimension, options.seed + i).map((v) =>
      scheme.signature(v),
    );
    distance += scheme.distance(a!, 0, b!, 0) / PAIRS;
    const bands = Array.from({ length: scheme.bandCount }, (_, band) => band);
    if (bands.some((band) => scheme.bandKey(a!, 0, band) === scheme.bandKey(b!, 0, band))) met += 1;
  }
  return { met: met / PAIRS, distance };
}

describe("signatures of vectors", () => {
  const anySeed = fc.integer({ min: 0, max: 0xffff_0000 });

  it("differ in a share of bits that is the angle divided by π, for any seed, dimension and cosine", () => {
    fc.assert(
      fc.property(
        anySeed,
        fc.constantFrom(64, 100, 384, 512),
        fc.constantFrom(-0.5, 0, 0.3, 0.5, 0.8, 0.97),
        (seed, dimension, cosine) => {
          const { distance } = meet(cosine, { dimension, bits: 128, seed });
          expect(Math.abs(distance - Math.acos(cosine) / Math.PI)).toBeLessThan(0.02);
        },
      ),
      { numRuns: 12 },
    );
  });

  it.each([
    [0.97, 0.98, 1],
    [0.99, 0.995, 1],
    [0.5, 0, 0.045],
    [0.3, 0, 0.015],
  ])("of 256 bits meet at cosine %d in %d to %d of all cases, for any seed", (cosine, atLeast, atMost) => {
    fc.assert(
      fc.property(anySeed, (seed) => {
        const { met } = meet(cosine, { dimension: 512, bits: 256, seed });
        expect(met).toBeGreaterThanOrEqual(atLeast);
        expect(met).toBeLessThanOrEqual(atMost);
      }),
      { numRuns: 3 },
    );
  });

  it("are as good for vectors with few components as for even ones", () => {
    const scheme = new SimHash({ dimension: 512, bits: 256, seed: 5 });
    for (let first = 0; first < 40; first++) {
      const one = new Float32Array(512);
      one[first * 7] = 1;
      const two = one.slice();
      two[(first * 13 + 1) % 512]! += 1; // 45 degrees away: a quarter of the bits
      const distance = scheme.distance(scheme.signature(one), 0, scheme.signature(two), 0);
      expect(Math.abs(distance - 0.25)).toBeLessThan(0.15);
    }
  });

  it("do not depend on the vector's length, and turn over with its sign", () => {
    const scheme = new SimHash({ dimension: 300, bits: 64, seed: 9 });
    const [vector] = pairWithCosine(0, 300, 3);
    const signature = scheme.signature(vector);
    expect(scheme.signature(vector.map((x) => x * 2 ** -20))).toEqual(signature);
    expect(scheme.distance(signature, 0, scheme.signature(vector.map((x) => -x)), 0)).toBe(1);
  });

  it("are fixed by seed and dimension on every machine", () => {
    const vector = Float32Array.from({ length: 70 }, (_, i) => ((i * 37) % 19) - 9);
    const signature = (seed: number) => [...new SimHash({ dimension: 70, bits: 64, seed }).signature(vector)];
    expect(signature(1)).toEqual(signature(1));
    expect(signature(1)).not.toEqual(signature(2));
    expect(signature(1)).toMatchInlineSnapshot(`
      [
        3975332811,
        3868809981,
      ]
    `);
  });

  it("are refused for another dimension", () => {
    const scheme = new SimHash({ dimension: 4 });
    expect(() => scheme.signature(new Float32Array(5))).toThrow(
      expect.objectContaining({ code: "DIMENSION_MISMATCH" }),
    );
  });
});

it("a pair of the stated cosine is within the stated distance, a far one is not", () => {
  const scheme = new SimHash({ dimension: 512 });
  const limit = simHashDistance(0.97, scheme.bits);
  for (let seed = 1; seed <= 300; seed++) {
    const near = pairWithCosine(0.97, 512, seed).map((v) => scheme.signature(v));
    expect(scheme.distance(near[0]!, 0, near[1]!, 0)).toBeLessThanOrEqual(limit);
    const far = pairWithCosine(0.7, 512, seed).map((v) => scheme.signature(v));
    expect(scheme.distance(far[0]!, 0, far[1]!, 0)).toBeGreaterThan(limit);
  }
});

it.each([{ dimension: 0 }, { dimension: 1.5 }, { dimension: 8, seed: -1 }, { dimension: 8, seed: 2 ** 32 }])(
  "SimHash refuses %j",
  (options) => {
    expect(() => new SimHash(options)).toThrow(expect.objectContaining({ code: "INVALID_ARGUMENT" }));
  },
);
