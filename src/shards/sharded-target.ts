import type { Attributes } from "../options/index.js";
import { failureOf, type PreparedRecord, type UpsertTarget, type WriteOutcome } from "../repository/index.js";
import type { ShardSet } from "./shard-set.js";

/** All shards as the target of one call that writes: each record goes to the shard of its id. */
export function shardedTarget<A extends Attributes>(set: ShardSet<A>): UpsertTarget {
  let targets = set.targets();
  const [any] = targets as [UpsertTarget];
  const partsOf = (records: readonly PreparedRecord[]) =>
    set.partsOf(records.keys(), (place) => records[place]!.id);
  return {
    prepare: any.prepare,
    codeSizeBytes: () => targets[0]!.codeSizeBytes(),
    beforeRead: async (wait) => {
      await set.open(wait);
      targets = set.targets();
      await set.each((_, number) => targets[number]!.beforeRead(wait));
    },
    requireRoom: async ({ records, transitBytes, settled }, wait) => {
      const checks = partsOf(records).map(([number, places]) => {
        const some = places.map((place) => records[place]!);
        const share = (transitBytes * some.length) / records.length;
        return targets[number]!.requireRoom({ records: some, transitBytes: share, settled }, wait);
      });
      await Promise.all(checks);
    },
    beforeWrite: async (wait, first) => {
      await set.openForWrite(wait, first);
      targets = set.targets();
    },
    write: async (batch, wait) => {
      const outcomes = new Array<WriteOutcome>(batch.length);
      await Promise.all(
        partsOf(batch).map(async ([number, places]) => {
          const some = places.map((place) => batch[place]!);
          const written = await targets[number]!.write(some, wait).catch((error: unknown) => {
            const failed = failureOf(error, wait.signal);
            return some.map(() => failed);
          });
          for (const [slot, place] of places.entries()) outcomes[place] = written[slot]!;
        }),
      );
      for (const outcome of outcomes) if (outcome.kind === "failed") set.noticed(outcome.error);
      return outcomes;
    },
  };
}
