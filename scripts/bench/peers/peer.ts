/** A way to store vectors and to search them, written as its own guide tells people to write it. */
export interface Peer {
  /** With its version. */
  readonly name: string;
  /** Removes the collection, if there is one. Its time does not count. */
  remove(collection: string): Promise<void>;
  /** Stores vectors under their numbers as ids, in a collection that is empty before. As fast as the client's guide makes it. */
  ingest(collection: string, vectors: readonly Float32Array[]): Promise<void>;
  /** The ids of the nearest, the nearest first. */
  search(collection: string, query: Float32Array): Promise<string[]>;
  close(): Promise<void>;
}

export const LIMIT = 10;
/** Effort of each search. In-process scans look at everything. */
export const EF = 100;
/** Records under way at once, in clients that send in batches. */
export const BATCH = 500;

/** The bytes that `FP32` takes. */
export function bytesOf(vector: Float32Array): Buffer {
  return Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength);
}

/** Parts of at most `BATCH`, with the number of each one's first. */
export function* batchesOf(
  vectors: readonly Float32Array[],
): Generator<readonly [number, readonly Float32Array[]]> {
  for (let start = 0; start < vectors.length; start += BATCH)
    yield [start, vectors.slice(start, start + BATCH)];
}
