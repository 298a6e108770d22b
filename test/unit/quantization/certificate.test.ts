import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  certifyTopK,
  cosineSimilarity,
  decide,
  encodeQ8,
  q8Band,
  q8Similarity,
} from "../../../quantization/index.js";
import { Random, topicVectors } from "./sample-vectors.js";

describe("a threshold decision", () => {
  it("is taken from the code only where the band cannot change it", () => {
    expect(decide({ similarity: 0.82, threshold: 0.8, band: 0.01 })).toBe("above");
    expect(decide({ similarity: 0.78, threshold: 0.8, band: 0.01 })).toBe("below");
    expect(decide({ similarity: 0.805, threshold: 0.8, band: 0.01 })).toBe("rescore");
    expect(decide({ similarity: 0.795, threshold: 0.8, band: 0.01 })).toBe("rescore");
    expect(decide({ similarity: 0.8, threshold: 0.8, band: 0 })).toBe("above");
  });

  it("agrees with the true similarity whenever that lies within the band of the code's", () => {
    const number = fc.double({ min: -1, max: 1, noNaN: true });
    fc.assert(
      fc.property(
        number,
        number,
        fc.double({ min: 0, max: 0.5, noNaN: true }),
        number,
        (s, threshold, band, shift) => {
          const decision = decide({ similarity: s, threshold, band });
          const truth = s + shift * band * 0.999999;
          if (decision === "above") expect(truth >= threshold - 1e-12).toBe(true);
          if (decision === "below") expect(truth < threshold + 1e-12).toBe(true);
        },
      ),
    );
  });

  it("refuses NaN and negative bands", () => {
    for (const bad of [
      { similarity: Number.NaN, threshold: 0, band: 0 },
      { similarity: 0, threshold: Number.NaN, band: 0 },
      { similarity: 0, threshold: 0, band: -1 },
    ])
      expect(() => decide(bad)).toThrowError(expect.objectContaining({ code: "INVALID_ARGUMENT" }));
  });
});

describe("the certificate of an exact top k", () => {
  it("is given when the k-th best rescored similarity reaches everything left out", () => {
    const base = { rescored: [0.7, 0.9, 0.8], limit: 2, band: 0.01 };
    expect(certifyTopK({ ...base, bestLeftOut: 0.78 })).toMatchObject({
      certified: true,
      kthSimilarity: 0.8,
    });
    expect(certifyTopK({ ...base, bestLeftOut: 0.795 }).certified).toBe(false);
    expect(certifyTopK({ ...base, bestLeftOut: 0.78, rescoringError: 0.02 }).certified).toBe(false);
    expect(certifyTopK({ ...base, bestLeftOut: 0.78 }).slack).toBeCloseTo(0.01, 9);
  });

  it("is given without doubt when nothing was left out, and never for too few", () => {
    expect(certifyTopK({ rescored: [0.5], limit: 2, band: 0.01 }).certified).toBe(true);
    expect(certifyTopK({ rescored: [0.5], limit: 2, band: 0.01, bestLeftOut: -1 }).certified).toBe(false);
  });

  it("never lies and is mostly given, over many searches with Q8 codes", () => {
    const vectors = topicVectors(300, 128, new Random(21));
    const codes = vectors.map((vector) => encodeQ8(vector));
    const widest = Math.max(...codes.map(({ range }) => range));
    const band = q8Band({ storedRange: widest, queryRange: widest });
    const limit = 5;
    let certified = 0;
    for (const [query, vector] of vectors.slice(0, 60).entries()) {
      const exact = vectors.map((other) => cosineSimilarity(vector, other));
      const ranked = codes
        .map((code, index) => ({ index, similarity: q8Similarity(codes[query]!, code) }))
        .sort((a, b) => b.similarity - a.similarity);
      // Both the candidate and the last of the top may be off by the band.
      const reach = ranked[limit - 1]!.similarity - 2 * band;
      const count = ranked.filter(({ similarity }) => similarity >= reach).length;
      const rescored = ranked.slice(0, count).map(({ index }) => exact[index]!);
      const bestLeftOut = ranked[count]?.similarity;
      const certificate = certifyTopK({
        rescored,
        limit,
        band,
        ...(bestLeftOut === undefined ? {} : { bestLeftOut }),
      });
      const truth = exact.toSorted((a, b) => b - a).slice(0, limit);
      const found = rescored.toSorted((a, b) => b - a).slice(0, limit);
      if (certificate.certified) {
        certified++;
        expect(found).toEqual(truth);
      }
    }
    expect(certified).toBe(60);
  });
});
