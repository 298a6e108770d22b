import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MinHash } from "../../../../src/cache/memory/near/min-hash.js";

/** The Jaccard similarity of two texts' sets of four-character pieces, counted exactly. */
function jaccard(a: string, b: string): number {
  const pieces = (text: string) => {
    const framed = ` ${text} `;
    return new Set(Array.from({ length: Math.max(1, framed.length - 3) }, (_, i) => framed.slice(i, i + 4)));
  };
  const [x, y] = [pieces(a), pieces(b)];
  const both = [...x].filter((piece) => y.has(piece)).length;
  return both / (x.size + y.size - both);
}

const text = fc
  .array(fc.constantFrom("cancel", "order", "refund", "the", "my", "flight", "to", "paris"), {
    maxLength: 12,
  })
  .map((words) => words.join(" "));

describe("signatures of texts", () => {
  it("estimate the Jaccard similarity of their pieces, for any seed and texts", () => {
    fc.assert(
      fc.property(text, text, fc.integer({ min: 0, max: 0xffff_ffff }), (a, b, seed) => {
        const scheme = new MinHash({ permutations: 256, seed });
        const estimate = 1 - scheme.distance(scheme.signature(a), 0, scheme.signature(b), 0);
        // Five standard deviations of 256 coin throws.
        expect(Math.abs(estimate - jaccard(a, b))).toBeLessThan(0.16);
      }),
      { numRuns: 300 },
    );
  });

  it("are equal for equal texts and hardly share a place for unlike ones", () => {
    const scheme = new MinHash();
    const a = scheme.signature("how do i cancel my order");
    expect(scheme.distance(a, 0, scheme.signature("how do i cancel my order"), 0)).toBe(0);
    expect(scheme.distance(a, 0, scheme.signature("weather in paris next week"), 0)).toBeGreaterThan(0.9);
  });

  it("meet in a band after one slip of the pen, and not when the texts are unlike", () => {
    const meets = (seed: number, a: string, b: string) => {
      const scheme = new MinHash({ seed });
      const [x, y] = [scheme.signature(a), scheme.signature(b)];
      return Array.from({ length: scheme.bandCount }).some(
        (_, band) => scheme.bandKey(x, 0, band) === scheme.bandKey(y, 0, band),
      );
    };
    const seeds = Array.from({ length: 200 }, (_, seed) => seed);
    const right = "how do i cancel my order before it has been shipped to me";
    expect(
      seeds.filter((seed) => meets(seed, right, right.replace("cancel", "cancle"))).length,
    ).toBeGreaterThanOrEqual(198);
    expect(
      seeds.filter((seed) => meets(seed, right, "what will the weather be like in paris")).length,
    ).toBeLessThanOrEqual(2);
  });

  it("exist for the empty text and for one character", () => {
    const scheme = new MinHash({ permutations: 16 });
    expect(scheme.distance(scheme.signature(""), 0, scheme.signature(""), 0)).toBe(0);
    expect(scheme.distance(scheme.signature("a"), 0, scheme.signature("b"), 0)).toBeGreaterThan(0.9);
  });

  it("are fixed by the seed on every machine", () => {
    expect([...new MinHash({ permutations: 16 }).signature("octavec")].slice(0, 3)).toMatchInlineSnapshot(`
      [
        464009822,
        1568893240,
        246266206,
      ]
    `);
  });
});

it.each([{ permutations: 15 }, { permutations: 18 }, { permutations: 260 }, { seed: -1 }, { seed: 0.5 }])(
  "MinHash refuses %j",
  (options) => {
    expect(() => new MinHash(options)).toThrow(expect.objectContaining({ code: "INVALID_ARGUMENT" }));
  },
);
