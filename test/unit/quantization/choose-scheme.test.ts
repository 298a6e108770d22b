import { describe, expect, it } from "vitest";
import { chooseScheme } from "../../../quantization/choose-scheme.js";
import { holdOut, type SchemeEvaluation } from "../../../quantization/evaluation.js";
import type { Scheme } from "../../../quantization/index.js";

function evaluation(p99: number, more: Partial<SchemeEvaluation> = {}): SchemeEvaluation {
  const errors = { mean: p99 / 3, p99, max: p99 * 2, recallAt10: 1 };
  const rest = { bandUse: 0.8, sigma: 0, errorNorm: 0, medianErrorNorm: 0, clipRate: 0, fallbackShare: 0 };
  return { queried: errors, coded: errors, ...rest, ...more };
}

function choose(
  p99s: Record<Scheme, number>,
  more: Partial<Record<Scheme, Partial<SchemeEvaluation>>> = {},
  allowRotation = true,
): Scheme {
  const evaluations = new Map(
    (Object.keys(p99s) as Scheme[]).map((scheme) => [scheme, evaluation(p99s[scheme], more[scheme])]),
  );
  return chooseScheme(evaluations, { allowRotation }).scheme;
}

describe("held-out vectors", () => {
  it("become queries and a database that share no vector", () => {
    for (const [count, queries, database] of [
      [9, 3, 6],
      [150, 50, 100],
      [2000, 200, 600],
    ] as const) {
      const heldOut = holdOut(Array.from({ length: count }, (_, i) => Float32Array.of(i + 1)));
      expect([heldOut.queries.length, heldOut.database.length]).toEqual([queries, database]);
      expect(new Set([...heldOut.queries, ...heldOut.database].map((vector) => vector[0])).size).toBe(
        queries + database,
      );
      expect(heldOut.exact[database + 1]).toBe(heldOut.queries[1]![0]! * heldOut.database[1]![0]!);
    }
  });
});

describe("the choice of a scheme", () => {
  const equal = { "native-q8": 1, "rotated-q8": 1, "dimension-affine": 1, "dimension-symmetric": 1 };

  it("keeps the native code unless another one lowers the 99th percentile by a quarter", () => {
    expect(choose(equal)).toBe("native-q8");
    expect(choose({ ...equal, "rotated-q8": 0.76 })).toBe("native-q8");
    expect(choose({ ...equal, "rotated-q8": 0.74 })).toBe("rotated-q8");
    expect(choose({ ...equal, "dimension-symmetric": 0.5 })).toBe("dimension-symmetric");
  });

  it("prefers the rotation within a tenth of the best", () => {
    expect(choose({ ...equal, "rotated-q8": 0.54, "dimension-affine": 0.5 })).toBe("rotated-q8");
    expect(choose({ ...equal, "rotated-q8": 0.56, "dimension-affine": 0.5 })).toBe("dimension-affine");
  });

  it("leaves the rotation out where it is not allowed", () => {
    expect(choose({ ...equal, "rotated-q8": 0.1 }, {}, false)).toBe("native-q8");
    expect(choose({ ...equal, "rotated-q8": 0.1, "dimension-affine": 0.5 }, {}, false)).toBe(
      "dimension-affine",
    );
  });

  it("leaves per-dimension codes out when more than 5 % of the vectors would stay float32", () => {
    const affine = { ...equal, "dimension-affine": 0.1 };
    expect(choose(affine, { "dimension-affine": { fallbackShare: 0.05 } })).toBe("dimension-affine");
    expect(choose(affine, { "dimension-affine": { fallbackShare: 0.06 } })).toBe("native-q8");
  });

  it("takes the rotation when the native band fails on the sample and the rotated one holds", () => {
    expect(choose(equal, { "native-q8": { bandUse: 1.2 } })).toBe("rotated-q8");
    expect(choose(equal, { "native-q8": { bandUse: 1.2 }, "rotated-q8": { bandUse: 1.1 } })).toBe(
      "native-q8",
    );
    expect(choose(equal, { "native-q8": { bandUse: 1.2 } }, false)).toBe("native-q8");
  });
});
