import { expect, test } from "vitest";
import { cosineSimilarity } from "../../../quantization/index.js";
import { flatScanPeer } from "../../../scripts/bench/peers/flat-scan.js";
import { LIMIT } from "../../../scripts/bench/peers/peer.js";
import { seededVectors } from "../../helpers/seeded-vectors.js";

test("the scan in WebAssembly names the same nearest vectors as a comparison with each of them", async () => {
  const vectors = seededVectors(331, 24, 5).map((vector, place) => vector.map((x) => x * (1 + (place % 7))));
  const peer = await flatScanPeer();
  await peer.ingest("c", vectors);
  for (const query of seededVectors(20, 24, 6)) {
    const exact = [...vectors.keys()].sort(
      (a, b) => cosineSimilarity(query, vectors[b]!) - cosineSimilarity(query, vectors[a]!),
    );
    expect(await peer.search("c", query)).toEqual(exact.slice(0, LIMIT).map(String));
  }
});
