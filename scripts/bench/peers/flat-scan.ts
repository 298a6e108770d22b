import wabt from "wabt";
import { unitVector } from "../../../quantization/index.js";
import { FLAT_SCAN_WAT } from "./flat-scan.wat.js";
import { LIMIT, type Peer } from "./peer.js";

/** The part of WebAssembly's interface that is used. TypeScript declares it only together with all of a browser's. */
declare global {
  namespace WebAssembly {
    interface Memory {
      readonly buffer: ArrayBuffer;
      grow(pages: number): number;
    }
    function compile(bytes: Uint8Array): Promise<Module>;
    function instantiate(module: Module): Promise<{ readonly exports: Readonly<Record<string, unknown>> }>;
  }
}

const FLOAT_BYTES = 4;
const PAGE_BYTES = 65_536;

/** A collection in the memory of its own WebAssembly module: the query, then the scores, then the vectors. */
interface Scan {
  readonly count: number;
  readonly query: Float32Array;
  readonly scores: Float32Array;
  readonly run: () => void;
}

/** No server and no index: every vector is compared, in this process, in float32, by WebAssembly. Exact, and it holds the event loop. */
export async function flatScanPeer(): Promise<Peer> {
  const module = await compiled();
  const collections = new Map<string, Scan>();
  return {
    name: "flat scan in WebAssembly, float32",
    remove: async (collection) => void collections.delete(collection),
    async ingest(collection, vectors) {
      collections.set(collection, await load(module, vectors));
    },
    async search(collection, query) {
      const scan = collections.get(collection);
      return scan === undefined ? [] : nearest(scan, query);
    },
    async close() {},
  };
}

async function compiled(): Promise<WebAssembly.Module> {
  const { parseWat } = await wabt();
  const parsed = parseWat("flat-scan.wat", FLAT_SCAN_WAT, { simd: true });
  try {
    return await WebAssembly.compile(Uint8Array.from(parsed.toBinary({}).buffer));
  } finally {
    parsed.destroy();
  }
}

async function load(module: WebAssembly.Module, vectors: readonly Float32Array[]): Promise<Scan> {
  const dimension = vectors[0]!.length;
  const { exports } = await WebAssembly.instantiate(module);
  const memory = exports.memory as WebAssembly.Memory;
  const scan = exports.scan as (...offsets: number[]) => void;
  const scoresAt = dimension * FLOAT_BYTES;
  // Loads of 16 bytes are fastest where they begin at a multiple of 16.
  const vectorsAt = Math.ceil((scoresAt + vectors.length * FLOAT_BYTES) / 16) * 16;
  const bytes = vectorsAt + vectors.length * dimension * FLOAT_BYTES;
  memory.grow(Math.ceil(bytes / PAGE_BYTES));
  const floats = (at: number, length: number) => new Float32Array(memory.buffer, at, length);
  for (const [place, vector] of vectors.entries())
    floats(vectorsAt + place * dimension * FLOAT_BYTES, dimension).set(unitVector(vector));
  return {
    count: vectors.length,
    query: floats(0, dimension),
    scores: floats(scoresAt, vectors.length),
    run: () => scan(0, vectorsAt, scoresAt, vectors.length, dimension),
  };
}

/** The query needs no norm of 1: its length changes no order. */
function nearest({ query: place, scores, count, run }: Scan, query: Float32Array): string[] {
  place.set(query);
  run();
  const best: { index: number; score: number }[] = [];
  let least = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < count; index++) {
    const score = scores[index]!;
    if (score <= least) continue;
    const at = best.findIndex((other) => other.score < score);
    best.splice(at < 0 ? best.length : at, 0, { index, score });
    if (best.length > LIMIT) best.pop();
    if (best.length === LIMIT) least = best[LIMIT - 1]!.score;
  }
  return best.map(({ index }) => String(index));
}
