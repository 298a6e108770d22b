import type { Executor, SendOptions } from "../../executor.js";
import { readList } from "../../reply.js";
import type { VectorRepository } from "../../repository/index.js";
import { shardOfId } from "../../shards/index.js";
import { elementKeys } from "./migration-keys.js";

/** Reads what a hash beside the elements has for each id, in the order of the ids; null where it has nothing. Never from a replica. */
export async function readBeside(
  executor: Executor,
  collection: Pick<VectorRepository, "shardKeys">,
  { hash, ids }: { readonly hash: "extra" | "versions"; readonly ids: readonly string[] },
  { signal, timeoutMs }: Pick<SendOptions, "signal" | "timeoutMs">,
): Promise<(string | null)[]> {
  const keys = await collection.shardKeys({ signal, timeoutMs });
  const parts = keys.map((): string[] => []);
  for (const id of ids) parts[shardOfId(id, keys.length)]!.push(id);
  const found = new Map<string, string>();
  await Promise.all(
    parts.map(async (some, shard) => {
      if (some.length === 0) return;
      const command = ["HMGET", elementKeys(keys[shard]!)[hash], ...some];
      const values = readList("HMGET", await executor.send(command, { idempotent: true, signal, timeoutMs }));
      for (const [place, id] of some.entries())
        if (values[place] !== null) found.set(id, String(values[place]));
    }),
  );
  return ids.map((id) => found.get(id) ?? null);
}
