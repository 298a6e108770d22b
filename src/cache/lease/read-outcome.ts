import type { Reply, SendOptions } from "../../executor.js";
import type { CacheParts } from "../cache-parts.js";
import { ANSWER_FIELDS, decodeAnswer, type LivingEntry } from "../entry/index.js";

/** `working`: a leader is at it; `skip`: its answer is not kept; `vacant`: there is no leader and no answer. */
export type Outcome =
  | { readonly status: "made"; readonly living: LivingEntry }
  | { readonly status: "working" | "skip" | "vacant" };

/**
 * Looks what has become of another's lease: one round trip. Not read from a replica, which may not have heard of either.
 *
 * @param unwantedCreatedAtMs - The entry that was stored then does not count.
 */
export async function readOutcome(
  { executor, keys }: CacheParts,
  entryId: string,
  generation: string,
  unwantedCreatedAtMs: number | undefined,
  options: SendOptions,
): Promise<Outcome> {
  const key = keys.entry(generation, entryId);
  const results = await executor.pipeline(
    // The lease before the entry: a leader that stores between the two is then seen in the second at the latest.
    [
      ["GET", keys.generation],
      ["GET", keys.lease(generation, entryId)],
      ["HMGET", key, ...ANSWER_FIELDS],
      ["PTTL", key],
    ],
    { ...options, idempotent: true },
  );
  const [current, held, fields, pttl] = results.map(replyOf);
  if ((current ?? "0") !== generation) return { status: "vacant" };
  const living = Array.isArray(fields) ? decodeAnswer(entryId, fields, pttl) : undefined;
  if (
    living !== undefined &&
    living !== "corrupt" &&
    living.remainingMs > living.staleMs &&
    living.entry.createdAtMs !== unwantedCreatedAtMs
  ) {
    return { status: "made", living };
  }
  if (typeof held !== "string") return { status: "vacant" };
  return { status: held.endsWith(" skip") ? "skip" : "working" };
}

function replyOf(result: { ok: true; value: Reply } | { ok: false; error: Error }): Reply {
  if (!result.ok) throw result.error;
  return result.value;
}
