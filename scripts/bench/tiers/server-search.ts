import type { Quantization, SearchHit, VectorClient } from "../../../src/index.js";

/** Candidates of one query, best first: places in the list of stored vectors, and the server's similarities. */
export interface Candidates {
  readonly places: readonly number[];
  readonly similarities: readonly number[];
}

export interface ServerAnswers {
  /** Through the graph, as searches run by default. */
  readonly graph: readonly Candidates[];
  /** Over every element (`VSIM … TRUTH`): what the codes say, whatever the graph misses. Empty when not asked for. */
  readonly exhaustive: readonly Candidates[];
}

/** Stores the vectors in a collection of their own, asks every query for `limit` hits, and drops it. */
export async function searchOnServer(
  client: VectorClient,
  stored: readonly Float32Array[],
  queries: readonly Float32Array[],
  options: { quantization: Quantization; limit: number; exhaustive: boolean },
): Promise<ServerAnswers> {
  const { quantization, limit } = options;
  const docs = client.repository({
    namespace: "bench-accuracy",
    collection: quantization,
    dimension: stored[0]!.length,
    quantization,
  });
  await docs.drop();
  try {
    await docs.upsertMany(stored.map((vector, place) => ({ id: String(place), vector })));
    const ask = async (exhaustive: boolean) =>
      (
        await docs.searchMany(
          queries.map((vector) => ({ vector, limit, exhaustive, includeAttributes: false })),
        )
      ).map(candidatesOf);
    return { graph: await ask(false), exhaustive: options.exhaustive ? await ask(true) : [] };
  } finally {
    await docs.drop();
  }
}

function candidatesOf(hits: readonly SearchHit[]): Candidates {
  return {
    places: hits.map(({ id }) => Number(id)),
    similarities: hits.map(({ similarity }) => similarity),
  };
}
