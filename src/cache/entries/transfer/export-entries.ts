import { OctavecError } from "../../../errors/index.js";
import type { ExportedEntry } from "../../../options/index.js";
import type { EntryContext } from "../entry-context.js";
import { readLiving } from "./read-living.js";

/** Equal for caches whose ids and vectors mean the same: one embedder, one quantization, one `keySecret`. */
export function spaceLabel({ hasher, space }: Pick<EntryContext, "hasher" | "space">): string {
  return hasher.labelId(`space:${space}`);
}

export interface ExportOptions {
  /** Whether vectors are exported: 16 / 3 bytes per dimension and entry. Without them `warm` embeds again. Default true. */
  readonly vectors?: boolean | undefined;
  /** Entries read by one round trip, 1 to 10,000. Default 200. */
  readonly batchSize?: number | undefined;
  /** Ends the reading, which then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Every entry that has not expired, with the life that it has left. Reads from Redis only as fast as the caller reads. The
 * guarantees are those of SCAN (https://redis.io/docs/latest/commands/scan/): an entry that is there from beginning to end
 * comes at least once; an entry that is added or removed meanwhile may come; an entry may come twice while many are added,
 * which `warm` does not mind. After a flush the export continues with the new entries.
 */
export async function* exportEntries(
  parts: EntryContext,
  { vectors = true, batchSize = 200, signal }: ExportOptions,
): AsyncGenerator<ExportedEntry, void, undefined> {
  if (!(Number.isInteger(batchSize) && batchSize >= 1 && batchSize <= 10_000)) {
    throw new OctavecError(
      "INVALID_ARGUMENT",
      "export: batchSize: expected a whole number from 1 to 10,000.",
    );
  }
  const { executor, keys } = parts;
  const space = spaceLabel(parts);
  let generation = await currentGeneration(parts, signal);
  let cursor = "0";
  for (;;) {
    const scan = ["ZSCAN", keys.expiries(generation), cursor, "COUNT", String(batchSize)];
    const [next, ids] = scanned(await executor.send(scan, { readOnly: true, signal }));
    const read = await readLiving(executor, keys, generation, ids, { signal });
    if (read.generation !== generation) {
      generation = read.generation;
      cursor = "0";
      continue;
    }
    for (const { living, vector } of read.entries) {
      const { entry, remainingMs, staleMs } = living;
      yield {
        version: 1,
        space,
        ...entry,
        exportedAtMs: read.serverNowMs,
        remainingMs: Number.isFinite(remainingMs) ? remainingMs : null,
        staleMs,
        ...(vectors && vector !== undefined ? { vector: vector.toString("base64") } : {}),
      };
    }
    cursor = next;
    if (cursor === "0") return;
  }
}

async function currentGeneration(
  { executor, keys }: EntryContext,
  signal: AbortSignal | undefined,
): Promise<string> {
  const reply = await executor.send(["GET", keys.generation], { readOnly: true, signal });
  return typeof reply === "string" ? reply : "0";
}

/** Cursor and members of a ZSCAN reply, in which members and scores alternate. */
function scanned(reply: unknown): [cursor: string, ids: string[]] {
  if (!Array.isArray(reply) || !Array.isArray(reply[1])) {
    throw new OctavecError("UNEXPECTED_REPLY", "ZSCAN: expected a cursor and a list.");
  }
  const members: readonly unknown[] = reply[1];
  return [String(reply[0]), members.filter((_, index) => index % 2 === 0).map(String)];
}
