import { dotFloat32 } from "../../../quantization/index.js";
import type { Quantization, RepositoryOptions, VectorClient } from "../../../src/index.js";
import { dataBytes, storedVectorBytes } from "../footprint/server-memory.js";
import type { TestSet } from "../sets/test-set.js";
import { median } from "../statistics.js";
import { nearest, recall } from "../tiers/nearest.js";

const LIMIT = 10;
/** So many candidates that a miss comes from the graph or the codes, and not from too short a search. */
const LARGE_EF = 400;

/** One way to create a collection. */
export interface Form {
  readonly name: string;
  readonly quantization: Quantization;
  readonly precision: NonNullable<RepositoryOptions["precision"]>;
}

export const FORMS: readonly Form[] = [
  { name: "none", quantization: "none", precision: "native" },
  { name: "q8", quantization: "q8", precision: "native" },
  { name: "q8 + residual", quantization: "q8", precision: "residual" },
  { name: "q8 + int8", quantization: "q8", precision: "int8" },
  { name: "bin", quantization: "bin", precision: "native" },
  { name: "bin + int8", quantization: "bin", precision: "int8" },
];

export interface FormFigures {
  /** Recall@10 against exact float32, of searches as they come. */
  readonly recallAt10: number;
  readonly recallAt10LargeEf: number;
  /** 99th percentile of |similarity of a hit − exact cosine|. */
  readonly errorP99: number;
  /** Bytes of the vector in the set. */
  readonly vectorBytes: number;
  /** Mean bytes of the codes beside it. */
  readonly codeBytes: number;
  readonly bytesPerDimension: number;
  /** Everything that the server keeps per vector: graph, ids, keys and what its allocator rounds up. */
  readonly serverBytes: number;
  /** Median of one search after the other, in milliseconds. Not to be compared between machines. */
  readonly searchMs: number;
  /** Share of float32 codes of an int8 collection. */
  readonly float32Share: number | undefined;
}

/** The exact similarities of one query with every stored vector, and that of the tenth best. */
export interface ExactAnswer {
  readonly similarities: readonly number[];
  readonly kth: number;
}

export function exactAnswers({ stored, queries }: TestSet): ExactAnswer[] {
  return queries.map((query) => {
    const similarities = stored.map((vector) => dotFloat32(query, vector));
    return { similarities, kth: similarities[nearest(similarities, LIMIT).at(-1)!]! };
  });
}

/** Fills a collection of its own, waits until its codes are final, asks every query, and drops it. */
export async function measureForm(
  client: VectorClient,
  set: TestSet,
  form: Form,
  exact: readonly ExactAnswer[],
): Promise<FormFigures> {
  const { dimension, stored, queries } = set;
  let isCoded = () => {};
  const coded = new Promise<void>((resolve) => {
    isCoded = resolve;
  });
  const docs = client.repository({
    namespace: "bench-precision",
    collection: form.name.replaceAll(/\W+/g, "-"),
    dimension,
    quantization: form.quantization,
    precision: form.precision,
    onPrecisionEvent: ({ kind }) => {
      if (kind === "codes-rewritten" || kind === "collection-fallback") isCoded();
    },
  });
  await docs.drop();
  const empty = await dataBytes(client);
  try {
    await docs.upsertMany(
      stored.map((vector, place) => ({ id: String(place), vector })),
      { batchSize: 200 },
    );
    if (form.precision === "int8") await coded;
    const serverBytes = ((await dataBytes(client)) - empty) / stored.length;
    const vectorBytes = await storedVectorBytes(client, docs.key, "0");
    const codeBytes = await meanCodeBytes(client, docs.key, stored.length);
    const timesMs: number[] = [];
    const errors: number[] = [];
    const ask = async (ef: number | undefined) => {
      let sum = 0;
      for (const [number, query] of queries.entries()) {
        const { similarities, kth } = exact[number]!;
        const startedAtMs = performance.now();
        const hits = await docs.search({ vector: query, limit: LIMIT, ef, includeAttributes: false });
        if (ef === undefined) timesMs.push(performance.now() - startedAtMs);
        const found = hits.map(({ id }) => similarities[Number(id)]!);
        if (ef === undefined)
          errors.push(...hits.map(({ similarity }, place) => Math.abs(similarity - found[place]!)));
        sum += recall(found, kth, LIMIT);
      }
      return sum / queries.length;
    };
    const recallAt10 = await ask(undefined);
    const { float32Share } = await docs.precisionReport();
    errors.sort((a, b) => a - b);
    return {
      recallAt10,
      recallAt10LargeEf: await ask(LARGE_EF),
      errorP99: errors[Math.ceil(0.99 * errors.length) - 1] ?? Number.NaN,
      vectorBytes,
      codeBytes,
      bytesPerDimension: (vectorBytes + codeBytes) / dimension,
      serverBytes,
      searchMs: median(timesMs),
      float32Share,
    };
  } finally {
    await docs.drop();
  }
}

async function meanCodeBytes(client: VectorClient, key: string, count: number): Promise<number> {
  const codes = key.replace(/:v$/, ":codes");
  const steps = Array.from({ length: count }, (_, id) => ["HSTRLEN", codes, String(id)]);
  let sum = 0;
  for (const result of await client.executor.pipeline(steps, { readOnly: true })) {
    if (!result.ok) throw result.error;
    sum += Number(result.value);
  }
  return sum / count;
}
