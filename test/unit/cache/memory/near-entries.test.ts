import { describe, expect, it } from "vitest";
import { NearEntries } from "../../../../src/cache/memory/near-entries.js";
import { cosine, seededRandom, seededVectors } from "../../../helpers/seeded-vectors.js";

const DIMENSION = 128;
const SCOPES = ["AAAAAAAAAAAAAAAA", "BBBBBBBBBBBBBBBB"];

function idOf(scope: number, index: number): string {
  return `${SCOPES[scope]}${String(index).padStart(27, "0")}`;
}

/** A vector of about this cosine to another. */
function near(vector: Float32Array, similarity: number, random: () => number): Float32Array {
  const noise = Float32Array.from(vector, () => random() * 2 - 1);
  const ratio = Math.hypot(...vector) / Math.hypot(...noise);
  const share = Math.sqrt(1 / similarity ** 2 - 1);
  return vector.map((value, i) => value + share * ratio * noise[i]!);
}

describe("near-duplicates in memory", () => {
  const vectors = seededVectors(400, DIMENSION, 5);

  function filled(leastSimilarity: number): NearEntries {
    const entries = new NearEntries(DIMENSION, leastSimilarity);
    for (const [index, vector] of vectors.entries()) {
      for (const scope of [0, 1]) entries.add(idOf(scope, index), `text ${index}`, vector);
    }
    return entries;
  }

  it("are found in their own scope only, with the float32 cosine, and nearly always", () => {
    const entries = filled(0.97);
    const random = seededRandom(9);
    let found = 0;
    for (const [index, vector] of vectors.entries()) {
      const query = near(vector, 0.98, random);
      const matches = entries.find({ scopeId: SCOPES[1]!, vector: query, text: "", threshold: 0.97 });
      const similarity = cosine(query, vector);
      if (similarity < 0.97) continue;
      expect(matches.length).toBeLessThanOrEqual(1);
      if (matches[0] === undefined) continue;
      found++;
      expect(matches[0].entryId).toBe(idOf(1, index));
      expect(matches[0].similarity).toBeCloseTo(similarity, 6);
    }
    expect(found).toBeGreaterThan(380);
  });

  it("are not found below the call's threshold, after removal, or by a vector of another length", () => {
    const entries = filled(0.97);
    const vector = vectors[7]!;
    const query = {
      scopeId: SCOPES[0]!,
      vector: near(vector, 0.98, seededRandom(1)),
      text: "",
      threshold: 0.97,
    };
    expect(entries.find(query).map(({ entryId }) => entryId)).toEqual([idOf(0, 7)]);
    expect(entries.find({ ...query, threshold: 0.999 })).toEqual([]);
    expect(entries.find({ ...query, vector: new Float32Array(3).fill(1) })).toEqual([]);
    entries.remove(idOf(0, 7));
    expect(entries.find(query)).toEqual([]);
    entries.add(idOf(0, 7), "text 7", vector);
    entries.clear();
    expect(entries.find(query)).toEqual([]);
  });

  it("are also found by their texts where thresholds are low, and judged by their vectors all the same", () => {
    const entries = filled(0.6);
    const text = "how do I reset the password of my account";
    const vector = vectors[0]!;
    entries.add(idOf(0, 1_000), text, vector);
    const random = seededRandom(3);
    const queries = Array.from({ length: 50 }, () => near(vector, 0.65, random));
    const findAll = (asked: string) =>
      queries.filter((query) =>
        entries
          .find({ scopeId: SCOPES[0]!, vector: query, text: asked, threshold: 0.6 })
          .some(({ entryId }) => entryId === idOf(0, 1_000)),
      ).length;
    const reachable = queries.filter((query) => cosine(query, vector) >= 0.6).length;
    expect(findAll(`${text} please`)).toBe(reachable);
    expect(findAll("something else entirely")).toBeLessThan(reachable);
    const unlike = { scopeId: SCOPES[0]!, vector: vectors[3]!, text, threshold: 0.6 };
    expect(entries.find(unlike).map(({ entryId }) => entryId)).toEqual([idOf(0, 3)]);
  });
});
