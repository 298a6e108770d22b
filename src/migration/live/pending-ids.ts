import type { Executor } from "../../executor.js";
import { readList, replyOf } from "../../reply.js";

/** An id whose write has begun and has not reached both sides yet. */
export interface PendingId {
  /** Id of the entry in the stream. Entries have the order in which the writes began. */
  readonly entry: string;
  readonly id: string;
}

/** KEYS: stream. ARGV: minimum age in milliseconds, maximum number of entries. Uses the server's clock, as XADD does. */
const OLDEST = `
local now = redis.call('TIME')
local before = now[1] * 1000 + math.floor(now[2] / 1000) - ARGV[1]
return redis.call('XRANGE', KEYS[1], '-', string.format('%.0f', before), 'COUNT', ARGV[2])`;

/**
 * The stream of pending ids. An id is added before it is written and removed when both sides have the write. So another
 * process can finish a write that was interrupted by a crash.
 */
export class PendingIds {
  constructor(
    private readonly executor: Executor,
    private readonly key: string,
  ) {}

  /** Adds ids that are about to be written. @returns the entry of each id. */
  async add(ids: readonly string[], timeoutMs: number): Promise<Map<string, string>> {
    const results = await this.executor.pipeline(
      ids.map((id) => ["XADD", this.key, "*", "id", id]),
      // An id that a retry adds twice is replayed twice, which is harmless.
      { idempotent: true, timeoutMs },
    );
    return new Map(results.map((result, place) => [ids[place]!, String(replyOf(result))]));
  }

  async remove(entries: Iterable<string>, timeoutMs?: number): Promise<void> {
    const given = [...entries];
    if (given.length === 0) return;
    await this.executor.send(["XDEL", this.key, ...given], { idempotent: true, timeoutMs });
  }

  async count(): Promise<number> {
    return Number(await this.executor.send(["XLEN", this.key], { idempotent: true }));
  }

  /** The oldest entries, all at least this old. */
  async oldest(minAgeMs: number, maxCount: number): Promise<PendingId[]> {
    const command = ["EVAL", OLDEST, "1", this.key, String(minAgeMs), String(maxCount)];
    const reply = await this.executor.send(command, { idempotent: true });
    return readList("XRANGE", reply).map((item) => {
      const [entry, fields] = readList("XRANGE", item);
      return { entry: String(entry), id: String(readList("XRANGE", fields)[1]) };
    });
  }
}
