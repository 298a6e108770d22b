import type { VectorClient } from "../../index.js";
import type { MemorySample } from "./forecast.js";

/** Where the samples are: a stream, whose ids are their times. */
const HISTORY_KEY = "{octavec:history}:memory";
/** The oldest samples go first: three weeks of one each quarter of an hour. */
const MOST_SAMPLES = 2_000;

/** Adds a sample to the history on the server, and reads all of it, oldest first. */
export async function recordMemory(
  client: VectorClient,
  usedBytes: number,
  signal: AbortSignal,
): Promise<MemorySample[]> {
  const add = ["XADD", HISTORY_KEY, "MAXLEN", String(MOST_SAMPLES), "*", "used", String(usedBytes)];
  await client.sendCommand(add, { signal });
  const reply = await client.sendCommand(["XRANGE", HISTORY_KEY, "-", "+"], { signal });
  return (Array.isArray(reply) ? reply : []).flatMap((row: unknown) => {
    if (!Array.isArray(row)) return [];
    const [id, fields] = row;
    const sample = {
      atMs: Number(String(id).split("-")[0]),
      usedBytes: Number(Array.isArray(fields) ? fields[1] : undefined),
    };
    return Number.isFinite(sample.usedBytes) ? [sample] : [];
  });
}
