import { expect, it } from "vitest";
import { cosineSimilarity, unitVector } from "../../../quantization/index.js";
import type { Embedder } from "../../../src/embedding/index.js";
import { openCache } from "../../helpers/cache.js";
import { seededRandom } from "../../helpers/seeded-vectors.js";
import { onEachServer } from "../../helpers/servers.js";

const DIMENSION = 48;
const ENTRIES = 250;
const QUERIES = 150;
const SEED = 11;
/** More than double precision loses, far less than Q8 does. */
const HAIR = 1e-7;

/** Texts are numbers of vectors. */
function embedderOf(vectors: readonly Float32Array[]): Embedder {
  return {
    model: "numbered",
    dimension: DIMENSION,
    embed: async (texts) => texts.map((text) => vectors[Number(text)]!),
  };
}

/** Near each other in groups; every seventh has one component that dwarfs the rest, the worst case of Q8. */
function closeVectors(random: () => number): Float32Array[] {
  const noise = () => random() * 2 - 1;
  const centres = Array.from({ length: 12 }, () => Float32Array.from({ length: DIMENSION }, noise));
  return Array.from({ length: ENTRIES + QUERIES }, (_, index) => {
    const vector = centres[index % 12]!.map((component) => component + 0.02 * noise());
    if (index % 7 === 0) vector[0] = 40;
    return unitVector(vector);
  });
}

onEachServer(({ url }) => {
  it(`hit or miss, and which entry, are what float32 says, at thresholds a hair beside the similarity (seed ${SEED})`, async () => {
    const vectors = closeVectors(seededRandom(SEED));
    const { cache } = await openCache(url, {
      embedder: embedderOf(vectors),
      memory: false,
      guards: false,
      index: { efSearch: 1_000 },
      threshold: 0,
    });
    for (let entry = 0; entry < ENTRIES; entry++) {
      expect(await cache.store({ prompt: String(entry), response: `answer ${entry}` })).toMatchObject({
        stored: true,
      });
    }
    for (let asked = ENTRIES; asked < ENTRIES + QUERIES; asked++) {
      const similarities = vectors
        .slice(0, ENTRIES)
        .map((stored) => cosineSimilarity(vectors[asked]!, stored));
      const best = Math.max(...similarities);
      const within = await cache.lookup({ prompt: String(asked), threshold: best - HAIR });
      const beyond = await cache.lookup({ prompt: String(asked), threshold: best + HAIR });
      expect(within, `question ${asked}`).toMatchObject({ hit: true, tier: "semantic" });
      const winners = similarities.flatMap((similarity, entry) =>
        similarity >= best - HAIR ? [`answer ${entry}`] : [],
      );
      expect(winners).toContain(within.hit && within.response);
      expect(beyond, `question ${asked}`).toMatchObject({ hit: false, reason: "below-threshold" });
    }
  });
});
