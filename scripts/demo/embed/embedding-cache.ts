import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { readChunk, sha256, writeChunk } from "./chunk-file.js";

const EXTENSION = ".vectors";

/**
 * Computed vectors on disk, with a folder per model and dimension and a file per embedded batch. No file is changed in place,
 * so an interrupted run loses at most its current batch, and two runs at the same time do not conflict.
 */
export class EmbeddingCache {
  private constructor(
    private readonly folder: string,
    private readonly vectors: Map<string, Float32Array>,
    /** Number of damaged files, which are ignored. Their texts are embedded again. */
    readonly damagedFiles: number,
  ) {}

  /** Reads all files. A folder that does not exist is an empty cache. */
  static async open(root: string, model: string, dimension: number): Promise<EmbeddingCache> {
    const folder = join(root, `${model.replace(/[^\w.-]+/g, "_")}-${dimension}`);
    const vectors = new Map<string, Float32Array>();
    let damagedFiles = 0;
    for (const name of await chunkNames(folder)) {
      const records = await readChunk(join(folder, name), dimension);
      if (records === undefined) damagedFiles += 1;
      for (const { key, vector } of records ?? []) vectors.set(key, vector);
    }
    return new EmbeddingCache(folder, vectors, damagedFiles);
  }

  get(text: string): Float32Array | undefined {
    return this.vectors.get(keyOf(text));
  }

  /** Adds the vectors of `texts`, in the same order, as one file. */
  async add(texts: readonly string[], vectors: readonly Float32Array[]): Promise<void> {
    const records = vectors.map((vector, i) => ({ key: keyOf(texts[i] ?? ""), vector }));
    // The name depends on the texts, so that embedding the same batch again replaces its damaged file.
    const name = sha256(records.map(({ key }) => key).join())
      .toString("hex")
      .slice(0, 32);
    await writeChunk(join(this.folder, `${name}${EXTENSION}`), records);
    for (const { key, vector } of records) this.vectors.set(key, vector);
  }
}

function keyOf(text: string): string {
  return sha256(text).toString("hex");
}

async function chunkNames(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((name) => name.endsWith(EXTENSION)).sort();
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}
