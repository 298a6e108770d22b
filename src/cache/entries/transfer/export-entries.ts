import { OctavecError } from "../../../errors/index.js";
import type { Reply } from "../../../executor.js";
import type { ExportedEntry } from "../../../options/index.js";
import { readList } from "../../../reply.js";
import type { EntryContext } from "../context/entry-context.js";
import { readGeneration, readLiving } from "../read/read-living.js";

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
  context: EntryContext,
  { vectors = true, batchSize = 200, signal }: ExportOptions,
): AsyncGenerator<ExportedEntry, void, undefined> {
  checkCount("export: batchSize", batchSize);
  const { executor, keys } = context;
  const space = spaceLabel(context);
  let generation = await readGeneration(context, signal);
  let cursor = "0";
  for (;;) {
    const scan = ["ZSCAN", keys.expiries(generation), cursor, "COUNT", String(batchSize)];
    const page = scanned(await executor.send(scan, { readOnly: true, signal }));
    const read = await readLiving(context, generation, page.ids, { signal });
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
    cursor = page.next;
    if (cursor === "0") return;
  }
}

/** @throws OctavecError `INVALID_ARGUMENT`. */
export function checkCount(what: string, count: number): void {
  if (Number.isInteger(count) && count >= 1 && count <= 10_000) return;
  throw new OctavecError("INVALID_ARGUMENT", `${what}: expected a whole number from 1 to 10,000.`);
}

/** Cursor and members of a ZSCAN reply, in which members and scores alternate. */
function scanned(reply: Reply): { readonly next: string; readonly ids: string[] } {
  const [next, members] = readList("ZSCAN", reply);
  const ids = readList("ZSCAN", members).filter((_, index) => index % 2 === 0);
  return { next: String(next), ids: ids.map(String) };
}
