import type { Reply, SendOptions } from "../../../executor.js";
import type { LivingEntry } from "../../contract/index.js";
import { ANSWER_FIELDS, decodeAnswer } from "../../entries/index.js";
import { latestEventId } from "../../memory/index.js";
import type { AnswerContext } from "../answer-context.js";

/**
 * What has become of another process's lease. `made`: its answer is there; `since` is the id of the last event before the
 * answer was read. `working`: the leader still makes it. `skip`: its answer is not kept. `vacant`: no leader and no answer.
 */
export type LeaseState =
  | { readonly status: "made"; readonly living: LivingEntry; readonly since: string }
  | { readonly status: "working" | "skip" | "vacant" };

/**
 * Reads the state of another process's lease: one round trip. Not read from a replica, which may know of neither lease nor
 * answer yet.
 *
 * @param unwantedCreatedAtMs - An entry that was stored at this time does not count as the answer.
 */
export async function readLeaseState(
  { executor, keys }: AnswerContext,
  { entryId, generation, unwantedCreatedAtMs }: LeasedEntry,
  options: SendOptions,
): Promise<LeaseState> {
  const key = keys.entry(generation, entryId);
  const results = await executor.pipeline(
    // The lease comes before the entry. If the leader stores between the two reads, the entry read sees the answer.
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

export interface LeasedEntry {
  readonly entryId: string;
  readonly generation: string;
  /** See {@link readLeaseState}. */
  readonly unwantedCreatedAtMs: number | undefined;
}

function replyOf(result: { ok: true; value: Reply } | { ok: false; error: Error }): Reply {
  if (!result.ok) throw result.error;
  return result.value;
}
