import { expect } from "vitest";
import type { LiveCollection } from "../../src/migration/index.js";
import { seededRandom } from "./seeded-vectors.js";

export interface Traffic {
  /** The last write of each id that has resolved: its number, or null for a delete. */
  readonly acknowledged: ReadonlyMap<string, number | null>;
  /** Resolves after this many more writes. */
  more(writes: number): Promise<void>;
  /** Ends the traffic. Rejects if a call failed or a read was wrong. */
  stop(): Promise<void>;
}

/**
 * Writes, deletes, reads and searches without pause. Each id is written by this traffic only, so every read of it must return the
 * last write that has resolved.
 */
export function acknowledgedTraffic(
  live: LiveCollection,
  { ids, dimension, seed }: { ids: readonly string[]; dimension: number; seed: number },
): Traffic {
  const random = seededRandom(seed);
  const acknowledged = new Map<string, number | null>();
  let writes = 0;
  let isOver = false;
  const run = async (some: readonly string[]) => {
    while (!isOver) {
      const id = some[Math.floor(random() * some.length)]!;
      const vector = Float32Array.from({ length: dimension }, () => random() * 2 - 1);
      const dice = random();
      if (dice < 0.5) {
        const number = ++writes;
        await live.upsert({ id, vector, attributes: { number }, extra: `[{"number":${number}}]` });
        acknowledged.set(id, number);
      } else if (dice < 0.7) {
        await live.delete(id);
        acknowledged.set(id, null);
        writes++;
      } else if (dice < 0.95) {
        const [record] = await live.fetch([id]);
        const expected = acknowledged.get(id);
        if (expected !== undefined) expect(record?.attributes?.number ?? null, id).toBe(expected);
      } else expect((await live.search({ vector, limit: 3 })).length).toBeGreaterThan(0);
    }
  };
  const callers = 3;
  const done = Promise.allSettled(
    Array.from({ length: callers }, (_, caller) => run(ids.filter((_, place) => place % callers === caller))),
  );
  return {
    acknowledged,
    async more(count) {
      const goal = writes + count;
      await expect.poll(() => writes, { timeout: 30_000 }).toBeGreaterThanOrEqual(goal);
    },
    async stop() {
      isOver = true;
      for (const outcome of await done) if (outcome.status === "rejected") throw outcome.reason;
    },
  };
}
