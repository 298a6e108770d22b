import { OctavecError } from "../../errors/index.js";
import type { Executor } from "../../executor.js";
import { readList } from "../../reply.js";

/** Keys of one step, and the place after it; null after the last. */
export interface ScanStep {
  readonly keys: readonly Buffer[];
  readonly cursor: string | null;
}

/** SCAN looks at about this many keys in one call; more would hold others up. */
const MOST_PER_CALL = 1_000;

/**
 * Walks the hashes whose keys match a pattern, by SCAN (https://redis.io/docs/latest/commands/scan/): every key that is there
 * during the whole walk comes at least once. A cursor is worth something only to the server process that gave it, because the
 * order of keys hangs on a seed drawn at its start; so it carries the process's run id, and with another process the walk
 * begins anew.
 */
export class KeyScan {
  constructor(
    private readonly executor: Executor,
    private readonly pattern: string,
  ) {}

  async *run(
    count: number,
    from: string | undefined,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<ScanStep> {
    const runId = await this.#runId(signal);
    const separator = from?.indexOf(":") ?? -1;
    let cursor = from !== undefined && from.slice(0, separator) === runId ? from.slice(separator + 1) : "0";
    do {
      signal?.throwIfAborted();
      const reply = await this.executor.send(
        [
          ...["SCAN", cursor, "MATCH", this.pattern, "COUNT", String(Math.min(count, MOST_PER_CALL))],
          ...["TYPE", "hash"],
        ],
        // Not readOnly: the cursor of one server means nothing to its replica.
        { signal, idempotent: true, binary: true },
      );
      const [next, keys] = readList("SCAN", reply);
      cursor = String(next);
      // The server may have been replaced since; then what SCAN answered belongs to another walk.
      if (cursor === "0" && (await this.#runId(signal)) !== runId) throw replaced();
      yield {
        keys: readList("SCAN", keys).filter((key) => Buffer.isBuffer(key)),
        cursor: cursor === "0" ? null : `${runId}:${cursor}`,
      };
    } while (cursor !== "0");
  }

  async #runId(signal: AbortSignal | undefined): Promise<string> {
    const info = String(await this.executor.send(["INFO"], { signal, idempotent: true }));
    if (/^cluster_enabled:1\r?$/m.test(info)) {
      throw new OctavecError(
        "UNSUPPORTED_OPERATION",
        "Hashes of a cluster cannot be walked: SCAN tells of one node. Make a source for each node, connected without `cluster`.",
      );
    }
    return /^run_id:(\w+)/m.exec(info)?.[1] ?? "";
  }
}

/** A pattern that matches the text itself. */
export function escapeGlob(text: string): string {
  return text.replace(/[\\*?[\]^]/g, "\\$&");
}

function replaced(): OctavecError {
  return new OctavecError(
    "MIGRATION_INCOMPLETE",
    "The source's server was restarted or replaced during the walk, so its cursor means nothing any more. Run again: the walk begins anew.",
  );
}
