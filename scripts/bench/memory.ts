import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { barPlot } from "../../src/cli/plot/index.js";
import { connect, type VectorClient } from "../../src/index.js";
import type { Bench, BenchContext } from "./bench.js";
import { clusteredVectors } from "./clustered-vectors.js";
import { fillLayout, LAYOUTS, type Layout, type LayoutName } from "./footprint/layout.js";
import { dataBytes, keyBytes, storedVectorBytes } from "./footprint/server-memory.js";
import { printTable } from "./table.js";

const COUNT = 2_000;
const DIMENSIONS = [512, 768, 1_536] as const;
const NAMES = Object.keys(LAYOUTS) as LayoutName[];

interface Footprint {
  /** Bytes of the vector itself in the vector set. */
  readonly vectorBytes: number;
  /** Bytes of data in the server per vector: vector, graph, id, keys, and what the allocator rounds up. */
  readonly bytesPerVector: number;
  /** The same by `MEMORY USAGE`, the server's own reckoning per key. */
  readonly bytesByMemoryUsage: number;
}

type Footprints = Record<LayoutName, Footprint>;

/** What one vector takes in the server, whole: `VADD`'s element or whatever else belongs to the layout. */
export const memory: Bench = {
  question: `memory per vector of ${COUNT.toLocaleString("en")} in Q8, residual, float32 and BIN sets, and in hashes with a float32 index`,
  defaultRounds: 1,
  async run(context) {
    await using client = await connect({ url: context.redis.url });
    context.expectSlots(DIMENSIONS.length * NAMES.length);
    // What a server takes once, with its first collection, belongs to no vector.
    await measure(client, LAYOUTS.q8, clusteredVectors(COUNT, DIMENSIONS[0], context.seed));
    const figures: Record<number, Footprints> = {};
    for (const dimension of DIMENSIONS) figures[dimension] = await measureAll(client, dimension, context);
    print(figures);
    const savings = Object.fromEntries(
      DIMENSIONS.map((dimension) => [dimension, savingsOf(figures[dimension]!)]),
    );
    return { vectors: COUNT, bytes: figures, savings, plots: [plot(figures, context.outputFolder)] };
  },
};

async function measureAll(
  client: VectorClient,
  dimension: number,
  context: BenchContext,
): Promise<Footprints> {
  const vectors = clusteredVectors(COUNT, dimension, context.seed);
  const figures: Partial<Footprints> = {};
  for (const name of NAMES) {
    figures[name] = await measure(client, LAYOUTS[name], vectors);
    context.onSlot(`${dimension}: ${name}`);
  }
  return figures as Footprints;
}

/** Fills the layout and takes the difference; what is measured around it is an empty server of its own. */
async function measure(
  client: VectorClient,
  layout: Layout,
  vectors: readonly Float32Array[],
): Promise<Footprint> {
  const collection = "vectors";
  const docs = client.repository({
    namespace: "bench-memory",
    collection,
    dimension: vectors[0]!.length,
    quantization: layout.quantization,
  });
  const empty = await dataBytes(client);
  try {
    await fillLayout(client, docs, layout, collection, vectors);
    const filled = await dataBytes(client);
    const keys = await keysOf(client, docs.key);
    return {
      vectorBytes: await storedVectorBytes(client, docs.key, "0"),
      bytesPerVector: (filled - empty) / vectors.length,
      bytesByMemoryUsage: (await keyBytes(client, keys)) / vectors.length,
    };
  } finally {
    const others = (await keysOf(client, docs.key)).filter((key) => key !== docs.key);
    await docs.drop();
    await client.executor.pipeline(others.map((key) => ["DEL", key]));
  }
}

/** Every key of the layout but the collection's parameters, which are there once. */
async function keysOf(client: VectorClient, vectorsKey: string): Promise<string[]> {
  const found = await client.sendCommand(["KEYS", "*bench-memory*"], { readOnly: true });
  if (!Array.isArray(found)) throw new Error("KEYS: expected a list.");
  // The pattern is only a first sieve: what merely mentions the name is somebody else's.
  const own = found.map(String).filter((key) => /^\{?bench-memory:/.test(key));
  return own.filter((key) => key === vectorsKey || !key.endsWith(":meta"));
}

/** How much smaller than float32, as shares; a negative one is larger. */
function savingsOf(figures: Footprints): Record<string, number> {
  const saving = (part: number, whole: number) => 1 - part / whole;
  const { q8, residual, float32, bin, hashAndIndex } = figures;
  return {
    q8VectorBytes: saving(q8.vectorBytes, float32.vectorBytes),
    q8Element: saving(q8.bytesPerVector, float32.bytesPerVector),
    residualElement: saving(residual.bytesPerVector, float32.bytesPerVector),
    binElement: saving(bin.bytesPerVector, float32.bytesPerVector),
    q8ElementAgainstHashes: saving(q8.bytesPerVector, hashAndIndex.bytesPerVector),
    residualElementAgainstHashes: saving(residual.bytesPerVector, hashAndIndex.bytesPerVector),
  };
}

function print(figures: Record<number, Footprints>): void {
  printTable(
    [
      "dimension",
      "layout",
      "vector bytes",
      "bytes per vector",
      "by MEMORY USAGE",
      "below float32",
      "below hashes",
    ],
    DIMENSIONS.flatMap((dimension) =>
      NAMES.map((name) => {
        const { [name]: own, float32, hashAndIndex } = figures[dimension]!;
        return [
          String(dimension),
          LAYOUTS[name].name,
          String(own.vectorBytes),
          own.bytesPerVector.toFixed(0),
          own.bytesByMemoryUsage.toFixed(0),
          percentBelow(own.bytesPerVector, float32.bytesPerVector),
          percentBelow(own.bytesPerVector, hashAndIndex.bytesPerVector),
        ];
      }),
    ),
  );
  for (const dimension of DIMENSIONS) {
    const { q8, float32 } = figures[dimension]!;
    console.log(
      `${dimension}: Q8 vector bytes ${percentBelow(q8.vectorBytes, float32.vectorBytes)} below float32's; ` +
        `the whole element ${percentBelow(q8.bytesPerVector, float32.bytesPerVector)}.`,
    );
  }
}

/** Rounded towards zero: a saving is never stated larger than it is. */
function percentBelow(part: number, whole: number): string {
  return `${(Math.trunc(1_000 * (1 - part / whole)) / 10).toFixed(1)} %`;
}

function plot(figures: Record<number, Footprints>, folder: string): string {
  const path = join(folder, "memory.svg");
  const svg = barPlot({
    title: "Memory of one vector in the server",
    subtitle: `whole element with graph, id and keys; ${COUNT.toLocaleString("en")} vectors, M 16`,
    xLabel: "dimensions",
    yLabel: "bytes per vector",
    bars: NAMES.map((name) => LAYOUTS[name].name),
    groups: DIMENSIONS.map((dimension) => ({
      name: String(dimension),
      values: NAMES.map((name) => figures[dimension]![name].bytesPerVector),
    })),
  });
  writeFileSync(path, svg);
  return path;
}
