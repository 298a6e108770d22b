import type { Reply, SendOptions } from "../../../executor.js";
import type { LivingEntry } from "../../contract/index.js";
import { ANSWER_FIELDS, decodeAnswer } from "../../entries/index.js";
import { latestEventId } from "../../memory/index.js";
import type { AnswerContext } from "../answer-context.js";

/** `working`: a leader is at it; `skip`: its answer is not kept; `vacant`: there is no leader and no answer. */
export type Outcome =
  /** `since`: the last event before it was read. */
  | { readonly status: "made"; readonly living: LivingEntry; readonly since: string }
  | { readonly status: "working" | "skip" | "vacant" };

/**
 * Looks what has become of another's lease: one round trip. Not read from a replica, which may not have heard of either.
 *
 * @param unwantedCreatedAtMs - The entry that was stored then does not count.
 */
export async function readOutcome(
  { executor, keys }: AnswerContext,
  entryId: string,
  generation: string,
  unwantedCreatedAtMs: number | undefined,
  options: SendOptions,
): Promise<Outcome> {
  const key = keys.entry(generation, entryId);
  const results = await executor.pipeline(
    // The lease before the entry: a leader that stores between the two is then seen in the second at the latest.
    [
      ["XREVRANGE", keys.events, "+", "-", "COUNT", "1"],
      ["GET", keys.generation],
      ["GET", keys.lease(generation, entryId)],
      ["HMGET", key, ...ANSWER_FIELDS],
      ["PTTL", key],
    ],
    { ...options, idempotent: true },
  );
  const [events, current, held, fields, pttl] = results.map(replyOf);
  if ((current ?? "0") !== generation) return { status: "vacant" };
  const living = Array.isArray(fields) ? decodeAnswer(entryId, fields, pttl) : undefined;
  if (
    living !== undefined &&
    living !== "corrupt" &&
    living.remainingMs > living.staleMs &&
    living.entry.createdAtMs !== unwantedCreatedAtMs
  ) {
    return { status: "made", living, since: latestEventId(events) };
  }
  if (typeof held !== "string") return { status: "vacant" };
  return { status: held.endsWith(" skip") ? "skip" : "working" };
}

function replyOf(result: { ok: true; value: Reply } | { ok: false; error: Error }): Reply {
  if (!result.ok) throw result.error;
  return result.value;
}
