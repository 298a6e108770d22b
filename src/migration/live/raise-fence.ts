import type { Executor } from "../../executor.js";
import type { VectorRepository } from "../../repository/index.js";
import { Script } from "../../script.js";
import { elementKeys, type MigrationKeys } from "../target/migration-keys.js";

/** KEYS: fence. ARGV: version. A switch whose lock has expired must not lower the fence of a later one. */
const RAISE = new Script(
  `
if tonumber(ARGV[1]) > tonumber(redis.call('GET', KEYS[1]) or 0) then redis.call('SET', KEYS[1], ARGV[1]) end
return 1
`,
  { readOnly: false },
);

/** Lets every shard refuse writes whose version was taken until now, see `nextVersion`. @returns the version of the fence. */
export async function raiseFence(
  executor: Executor,
  target: Pick<VectorRepository, "shardKeys">,
  { clock }: MigrationKeys,
): Promise<string> {
  const version = String(await executor.send(["INCR", clock], { idempotent: true }));
  const fences = (await target.shardKeys()).map((key) => elementKeys(key).fence);
  await Promise.all(fences.map((fence) => RAISE.run(executor, fence, [version], { idempotent: true })));
  return version;
}
