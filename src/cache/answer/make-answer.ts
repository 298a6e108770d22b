import type { TimeBudget } from "../../async/index.js";
import { onAbort } from "../../async/index.js";
import type { LookupOutcome } from "../find/index.js";
import type { IdentifiedRequest } from "../question/index.js";
import type { AnswerContext } from "./answer-context.js";
import { keepAnswer, type Making } from "./keep-answer.js";
import { type Turn, takeTurn } from "./lease/take-turn.js";
import { produceAnswer } from "./produce-answer.js";
import type { MadeAnswer, Order } from "./wrapped-answer.js";

export interface MakingOptions {
  readonly budget: TimeBudget;
  /** Aborted when nobody waits for the answer any more. */
  readonly signal: AbortSignal | undefined;
  /** Whether others are to be asked first. */
  readonly isAlone: boolean;
}

/** After a miss: the answer of another process that makes it just now, or the producer's, stored. */
export async function makeAnswer(
  parts: AnswerContext,
  identity: IdentifiedRequest,
  { result, vector, askedAt, passedOverMs }: LookupOutcome,
  order: Order,
  { budget, signal, isAlone }: MakingOptions,
): Promise<MadeAnswer> {
  const isDown = askedAt === undefined || (!result.hit && result.reason === "unavailable");
  const turn: Turn =
    isDown || isAlone || !parts.settings.flight.acrossProcesses
      ? { kind: "alone" }
      : await takeTurn(parts, identity.entryId, { createdAtMs: passedOverMs }, budget, signal);
  if (turn.kind === "made") {
    const { entryId, response, usage } = turn.living.entry;
    return { response, usage, entryId, isOthers: true };
  }
  const making =
    turn.kind === "lead"
      ? { identity, vector, askedAt: { ...turn.askedAt, fence: turn.lease.fence }, lease: turn.lease }
      : { identity, vector, askedAt, lease: undefined };
  return produceAndKeep(parts, making, order, budget, signal);
}

/** Ends the lease in any case. */
export async function produceAndKeep(
  parts: AnswerContext,
  making: Making,
  { produce, ttlMs }: Order,
  budget: TimeBudget,
  signal: AbortSignal | undefined,
): Promise<MadeAnswer> {
  const { lease } = making;
  // Given up: the next one need not wait until the producer, which may not heed its signal, comes to an end.
  const stop = onAbort(signal, () => lease?.end("vacant"));
  try {
    const { answer, isCacheable } = await produceAnswer(parts, produce, signal);
    // Nobody waits any more and the producer was told so: what it gives may be no more than it had by then.
    signal?.throwIfAborted();
    const { response, usage } = answer;
    if (!isCacheable) {
      lease?.end("skip");
      return { response, usage, notStored: "not-cacheable" };
    }
    const kept = await keepAnswer(parts, making, { ...answer, ttlMs: answer.ttlMs ?? ttlMs }, budget);
    return kept.stored
      ? { response, usage, entryId: kept.entryId }
      : { response, usage, notStored: kept.reason };
  } catch (error) {
    lease?.end("vacant");
    throw error;
  } finally {
    stop();
  }
}
