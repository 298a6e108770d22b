import type { Executor, SendOptions } from "../../executor.js";
import { Script } from "../../script.js";
import type { MigrationKeys } from "./migration-keys.js";
import type { Side } from "./versioned-script.js";

/** KEYS: alias, clock. ARGV: the writer's side. Reply: the next version, or nil if the other side is active. */
const NEXT_VERSION = new Script(
  `
if (redis.call('GET', KEYS[1]) or 'old') ~= ARGV[1] then return nil end
return redis.call('INCR', KEYS[2])
`,
  { readOnly: false },
);

/**
 * Takes the version of a write. It says in which order writes began, and also which side was active then: the alias is read in the
 * same step. This lets a shard in another slot refuse the writes of a side that is no longer active, without reading the alias:
 *
 * 1. A switch takes a version of its own, the fence, and gives it to every shard. A shard refuses lower versions.
 * 2. One step then changes the alias, but only if no version was taken after the fence (`SWITCH` in `switch-side.ts`).
 *
 * So after a switch all versions of the earlier side are below the fence of every shard, and all later ones above it. If a switch
 * fails between the two steps, the side stays, and writes with versions below the fence are repeated with new ones.
 *
 * @returns null if `side` is not the active one.
 */
export async function nextVersion(
  executor: Executor,
  { alias, clock }: MigrationKeys,
  side: Side,
  { timeoutMs }: Pick<SendOptions, "timeoutMs"> = {},
): Promise<number | null> {
  // A retry may skip a version, which is harmless.
  const call = { keys: [alias, clock], args: [side] };
  const reply = await NEXT_VERSION.call(executor, call, { idempotent: true, timeoutMs });
  return reply === null ? null : Number(reply);
}
