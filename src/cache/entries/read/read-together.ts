import type { SendOptions } from "../../../executor.js";
import type { CacheKeys } from "../../question/index.js";
import type { EntryContext } from "../context/entry-context.js";
import { type ExactReading, readExact } from "../search/look-up-entries.js";

/** Reads that one command brings: with more of them the server would be idle while the client decodes the entries. */
const MOST_TOGETHER = 8;

interface WaitingRead {
  readonly entryId: string;
  readonly timeoutMs: number;
  readonly resolve: (reading: ExactReading) => void;
  readonly reject: (error: unknown) => void;
}

type ReadContext = Pick<EntryContext, "executor" | "keys" | "codec" | "traces">;

/** Of each cache: the reads that its next command will bring. */
const waiting = new WeakMap<CacheKeys, WaitingRead[]>();

/**
 * Reads the entry of an exact question. Reads of a cache that begin in one turn of the event loop share a command, which saves most
 * of what a command costs client and server. A read goes alone if its caller may abort it, and if commands are children of look-ups in
 * somebody's traces.
 *
 * @throws OctavecError what the executor throws. Reads that share a command fail together.
 */
export function readTogether(
  context: ReadContext,
  entryId: string,
  options: SendOptions,
): Promise<ExactReading> {
  const { timeoutMs, signal, readOnly } = options;
  if (timeoutMs === undefined || signal !== undefined || readOnly !== true || context.traces?.areWanted) {
    return readExact(context, [entryId], options).then(([reading]) => reading!);
  }
  return new Promise((resolve, reject) => {
    const reads = waiting.get(context.keys) ?? [];
    const count = reads.push({ entryId, timeoutMs, resolve, reject });
    if (count === 1) {
      waiting.set(context.keys, reads);
      // Callers whose earlier answers came in one reply ask again before this microtask, and share the command.
      queueMicrotask(() => void send(context, reads));
    } else if (count === MOST_TOGETHER) {
      void send(context, reads);
    }
  });
}

/** Never rejects. */
async function send(context: ReadContext, reads: readonly WaitingRead[]): Promise<void> {
  // A full list was sent when its last read came, and this microtask finds nothing left to do.
  if (waiting.get(context.keys) !== reads) return;
  waiting.delete(context.keys);
  const ids = reads.map(({ entryId }) => entryId);
  // The longest time limit of all. Each look-up still ends at its own.
  const timeoutMs = Math.max(...reads.map((read) => read.timeoutMs));
  try {
    const readings = await readExact(context, ids, { timeoutMs, readOnly: true });
    for (const [index, { resolve }] of reads.entries()) resolve(readings[index]!);
  } catch (error) {
    for (const { reject } of reads) reject(error);
  }
}
