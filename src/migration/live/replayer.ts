import { randomUUID } from "node:crypto";
import type { Executor } from "../../executor.js";
import type { MigrationKeys } from "../target/migration-keys.js";
import type { Side } from "../target/versioned-script.js";
import type { Mirror } from "./mirror.js";
import type { PendingId } from "./pending-ids.js";
import { releaseLock } from "./release-lock.js";

/** Ids copied at a time. */
const CHUNK_SIZE = 100;

/** Copies pending ids to the other side, in the order in which their writes began. A lock lets one process do it at a time. */
export class Replayer {
  constructor(
    private readonly executor: Executor,
    private readonly keys: MigrationKeys,
    private readonly mirror: Mirror,
    /** The lock expires after this time if its process dies. */
    private readonly lockMs: number,
  ) {}

  /**
   * Copies the ids that have been pending for at least `minAgeMs`.
   *
   * @returns the number of entries removed from the pending stream; undefined if another process holds the lock.
   * @throws the first failure. Entries removed before it stay removed.
   */
  async replay(from: Side, minAgeMs: number): Promise<number | undefined> {
    const token = randomUUID();
    const lock = ["SET", this.keys.replaying, token, "NX", "PX", String(this.lockMs)];
    if ((await this.executor.send(lock)) === null) return undefined;
    try {
      let removed = 0;
      const until = performance.now() + this.lockMs / 2;
      while (performance.now() < until) {
        const waiting = await this.mirror.pending.oldest(minAgeMs, CHUNK_SIZE);
        if (waiting.length === 0) break;
        await this.#sync(from, waiting);
        removed += waiting.length;
      }
      if (removed > 0) this.mirror.emit({ kind: "replayed", count: removed });
      return removed;
    } finally {
      // If this fails, the lock expires.
      await releaseLock(this.executor, this.keys.replaying, token).catch(() => {});
    }
  }

  async #sync(from: Side, waiting: readonly PendingId[]): Promise<void> {
    const ids = [...new Set(waiting.map(({ id }) => id))];
    // `sync` gets no entries: all entries of an id are removed together, after the id was copied.
    await this.mirror.sync(from, ids, new Map());
    await this.mirror.pending.remove(waiting.map(({ entry }) => entry));
  }
}
