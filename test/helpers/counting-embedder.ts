import { createTestEmbedder, type Embedder } from "../../src/embedding/index.js";

export interface CountingEmbedder extends Embedder {
  /** The texts of each call. */
  readonly calls: (readonly string[])[];
}

/** The test embedder, which remembers what it was asked. @param before - Waited for before each answer. */
export function countingEmbedder(
  dimension = 16,
  before: (signal: AbortSignal | undefined) => Promise<void> = async () => {},
): CountingEmbedder {
  const inner = createTestEmbedder({ dimension });
  const calls: (readonly string[])[] = [];
  return {
    model: inner.model,
    dimension,
    calls,
    async embed(texts, options = {}) {
      calls.push(texts);
      await before(options.signal);
      return inner.embed(texts, options);
    },
  };
}
