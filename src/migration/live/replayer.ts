import { randomUUID } from "node:crypto";
import type { Executor } from "../../executor.js";
import type { MigrationKeys } from "../target/migration-keys.js";
import type { Side } from "../target/versioned-script.js";
import type { Mirror } from "./mirror.js";
import type { PendingId } from "./pending-ids.js";

/** Ids brought over at a time. */
const CHUNK = 100;

/** KEYS: lock. ARGV: token. */
const RELEASE = `if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0`;

/** Brings waiting ids to the other side, one process at a time, in the order in which their writes were begun. */
export class Replayer {
  constructor(
    private readonly executor: Executor,
    private readonly keys: MigrationKeys,
    private readonly mirror: Mirror,
    /** The lock ends by itself after this long, should its holder die. */
    private readonly lockMs: number,
  ) {}

  /**
   * Replays what has waited for `minAgeMs`.
   *
   * @returns how many entries were settled; undefined when another process is at it.
   * @throws the first failure; what was settled before stays settled.
   */
  async replay(from: Side, minAgeMs: number): Promise<number | undefined> {
    const token = randomUUID();
    const locked = await this.executor.send([
      "SET",
      this.keys.replaying,
      token,
      "NX",
      "PX",
      String(this.lockMs),
    ]);
    if (locked === null) return undefined;
    try {
      let settled = 0;
      const until = performance.now() + this.lockMs / 2;
      while (performance.now() < until) {
        const waiting = await this.mirror.pending.oldest(minAgeMs, CHUNK);
        if (waiting.length === 0) break;
        await this.#bring(from, waiting);
        settled += waiting.length;
      }
      if (settled > 0) this.mirror.tell({ kind: "replayed", count: settled });
      return settled;
    } finally {
      await this.executor
        .send(["EVAL", RELEASE, "1", this.keys.replaying, token], { idempotent: true })
        // It expires by itself.
        .catch(() => {});
    }
  }

  async #bring(from: Side, waiting: readonly PendingId[]): Promise<void> {
    const ids = [...new Set(waiting.map(({ id }) => id))];
    // The entries are settled here, all of an id together, only when the id is over.
    await this.mirror.sync(from, ids, new Map());
    await this.mirror.pending.forget(waiting.map(({ entry }) => entry));
  }
}
