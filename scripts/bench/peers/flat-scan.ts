import { LIMIT, type Peer } from "./peer.js";

/** No server and no index: every vector is compared, in this process, in float32. Exact, and it holds the event loop. */
export function flatScanPeer(): Peer {
  const collections = new Map<string, readonly Float32Array[]>();
  return {
    name: "flat scan in process, float32",
    async ingest(collection, vectors) {
      collections.set(collection, vectors.map(unit));
    },
    async search(collection, query) {
      return nearest(collections.get(collection) ?? [], query);
    },
    async close() {},
  };
}

/** The query needs no norm of 1: its length changes no order. */
function nearest(vectors: readonly Float32Array[], query: Float32Array): string[] {
  const best: { index: number; score: number }[] = [];
  let least = Number.NEGATIVE_INFINITY;
  for (const [index, vector] of vectors.entries()) {
    let score = 0;
    for (let place = 0; place < query.length; place++) score += vector[place]! * query[place]!;
    if (score <= least) continue;
    const at = best.findIndex((other) => other.score < score);
    best.splice(at < 0 ? best.length : at, 0, { index, score });
    if (best.length > LIMIT) best.pop();
    if (best.length === LIMIT) least = best[LIMIT - 1]!.score;
  }
  return best.map(({ index }) => String(index));
}

function unit(vector: Float32Array): Float32Array {
  const norm = Math.hypot(...vector);
  return vector.map((component) => component / norm);
}
