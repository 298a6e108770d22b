import type { Executor } from "../../executor.js";
import { readList, replyOf } from "../../reply.js";

/** An id whose write was begun and has not reached both sides. */
export interface PendingId {
  /** In the order in which the writes were begun. */
  readonly entry: string;
  readonly id: string;
}

/** KEYS: stream. ARGV: least age in milliseconds, most entries. By the server's own clock, which made the entries. */
const OLDEST = `
local now = redis.call('TIME')
local before = now[1] * 1000 + math.floor(now[2] / 1000) - ARGV[1]
return redis.call('XRANGE', KEYS[1], '-', string.format('%.0f', before), 'COUNT', ARGV[2])`;

/** The stream in which an id stands from before it is written until both sides have it, so that a crash in between is made good. */
export class PendingIds {
  constructor(
    private readonly executor: Executor,
    private readonly key: string,
  ) {}

  /** Notes that these ids are about to be written. @returns the entry of each. */
  async announce(ids: readonly string[], timeoutMs: number): Promise<Map<string, string>> {
    const results = await this.executor.pipeline(
      ids.map((id) => ["XADD", this.key, "*", "id", id]),
      // Noted twice is replayed twice, which is harmless.
      { idempotent: true, timeoutMs },
    );
    return new Map(results.map((result, place) => [ids[place]!, String(replyOf(result))]));
  }

  async forget(entries: Iterable<string>, timeoutMs?: number): Promise<void> {
    const given = [...entries];
    if (given.length === 0) return;
    await this.executor.send(["XDEL", this.key, ...given], { idempotent: true, timeoutMs });
  }

  async count(): Promise<number> {
    return Number(await this.executor.send(["XLEN", this.key], { idempotent: true }));
  }

  /** The first entries that are at least this old. */
  async oldest(minAgeMs: number, most: number): Promise<PendingId[]> {
    const reply = await this.executor.send(["EVAL", OLDEST, "1", this.key, String(minAgeMs), String(most)], {
      idempotent: true,
    });
    return readList("XRANGE", reply).map((item) => {
      const [entry, fields] = readList("XRANGE", item);
      return { entry: String(entry), id: String(readList("XRANGE", fields)[1]) };
    });
  }
}
