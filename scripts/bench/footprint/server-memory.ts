import type { VectorClient } from "../../../src/index.js";

/**
 * Bytes of the allocator that hold data: `MEMORY STATS` without what the server and its clients need, and with the
 * table of keys.
 */
export async function dataBytes(client: VectorClient): Promise<number> {
  const stats = await client.sendCommand(["MEMORY", "STATS"], { readOnly: true });
  if (!Array.isArray(stats)) throw new Error("MEMORY STATS: expected a list of names and figures.");
  const dataset = stats[stats.indexOf("dataset.bytes") + 1];
  if (typeof dataset !== "number") throw new Error("MEMORY STATS: expected dataset.bytes.");
  return dataset;
}

/** Sum of `MEMORY USAGE` over the keys, every field looked at. */
export async function keyBytes(client: VectorClient, keys: readonly string[]): Promise<number> {
  let sum = 0;
  const commands = keys.map((key) => ["MEMORY", "USAGE", key, "SAMPLES", "0"]);
  for (const result of await client.executor.pipeline(commands, { readOnly: true })) {
    if (!result.ok) throw result.error;
    sum += Number(result.value);
  }
  return sum;
}

/** Length of the vector as the server holds it, by `VEMB … RAW`. */
export async function storedVectorBytes(client: VectorClient, key: string, element: string): Promise<number> {
  const raw = await client.sendCommand(["VEMB", key, element, "RAW"], { binary: true, readOnly: true });
  const blob = Array.isArray(raw) ? raw[1] : undefined;
  if (!Buffer.isBuffer(blob)) throw new Error("VEMB RAW: expected the bytes of a vector.");
  return blob.length;
}
