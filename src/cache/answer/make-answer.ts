import { deadline, onAbort, type TimeBudget } from "../../async/index.js";
import { failureCode, OctavecError } from "../../errors/index.js";
import type { Answer, StoreResult } from "../contract/index.js";
import { type AskedAt, storeAnswer } from "../entries/index.js";
import type { LookupOutcome } from "../find/index.js";
import type { IdentifiedRequest } from "../question/index.js";
import type { AnswerContext } from "./answer-context.js";
import type { AnswerLease } from "./lease/answer-lease.js";
import { type Leadership, leadOrWait } from "./lease/lead-or-wait.js";
import type { MadeAnswer, ProduceOrder, Producer } from "./wrap-types.js";

/** An answer that Redis has not confirmed within this is given up. */
const STORE_TIMEOUT_MS = 2_000;

export interface MakingOptions {
  readonly budget: TimeBudget;
  /** Aborted when nobody waits for the answer any more. */
  readonly signal: AbortSignal | undefined;
}

/** What is known before the producer is called. */
export interface AnswerToMake {
  readonly identity: IdentifiedRequest;
  /** Undefined where embeddings are off or failed: the entry can then be found by its exact prompt only. */
  readonly vector: Float32Array | undefined;
  /** Undefined when Redis did not say: then nothing is stored, because an invalidation could have been missed. */
  readonly askedAt: AskedAt | undefined;
  readonly lease: AnswerLease | undefined;
  /** Code of the failure that kept Redis from answering. */
  readonly errorCode?: string | undefined;
}

/**
 * Makes the answer after a miss: takes it from another process that is making it just now, or calls the producer and stores
 * what it gives. With `isAlone` no other process is asked.
 */
export async function makeAnswer(
  context: AnswerContext,
  {
    identity,
    result,
    vector,
    askedAt,
    passedOverMs,
  }: LookupOutcome & { readonly identity: IdentifiedRequest },
  order: ProduceOrder,
  { budget, signal, isAlone }: MakingOptions & { readonly isAlone: boolean },
): Promise<MadeAnswer> {
  const isDown = askedAt === undefined || (!result.hit && result.reason === "unavailable");
  const known = { createdAtMs: passedOverMs };
  const leadership: Leadership =
    isDown || isAlone
      ? { kind: "alone" }
      : await leadOrWait(context, { entryId: identity.entryId, known, budget, signal });
  if (leadership.kind === "made") {
    const { entryId, response, usage } = leadership.living.entry;
    return { response, usage, entryId, isOthers: true };
  }
  const making =
    leadership.kind === "lead"
      ? { identity, vector, askedAt: leadership.askedAt, lease: leadership.lease }
      : { identity, vector, askedAt, lease: undefined, errorCode: result.why.errorCode };
  return produceAndStore(context, making, order, { budget, signal });
}

/** Calls the producer, stores its answer and ends the lease in any case. @throws what the producer throws, unchanged. */
export async function produceAndStore(
  context: AnswerContext,
  making: AnswerToMake,
  { produce, ttlMs }: ProduceOrder,
  { budget, signal }: MakingOptions,
): Promise<MadeAnswer> {
  const { lease } = making;
  // Aborted: release the lease now, because the producer may ignore its signal.
  const stop = onAbort(signal, () => lease?.end("vacant"));
  try {
    const { answer, isCacheable } = await callProducer(produce, signal);
    // Nobody waits any more and the producer was told so: its answer may be no more than it had by then.
    signal?.throwIfAborted();
    const { response, usage } = answer;
    if (!isCacheable) {
      lease?.end("skip");
      return { response, usage, notStored: "not-cacheable" };
    }
    const stored = await storeInTime(context, making, { ...answer, ttlMs: answer.ttlMs ?? ttlMs }, budget);
    return stored.stored
      ? { response, usage, entryId: stored.entryId }
      : { response, usage, notStored: stored.reason, notStoredErrorCode: stored.errorCode };
  } catch (error) {
    lease?.end("vacant");
    throw error;
  } finally {
    stop();
  }
}

/** @throws what the producer throws, unchanged; OctavecError `INVALID_ARGUMENT` when it gives no text. */
export async function callProducer(
  produce: Producer,
  signal: AbortSignal | undefined,
): Promise<{ answer: Answer; isCacheable: boolean }> {
  const made = await produce(signal ?? new AbortController().signal);
  if (typeof made?.response !== "string") {
    throw new OctavecError(
      "INVALID_ARGUMENT",
      `wrap: expected the producer to give { response }, a string; got ${typeof made?.response}.`,
    );
  }
  const { cacheable, ...answer } = made;
  return { answer, isCacheable: cacheable !== false };
}

type StoredInTime =
  | StoreResult
  | { readonly stored: false; readonly reason: "pending"; readonly errorCode?: undefined };

/**
 * Stores an answer and ends its lease. Waits no longer than the budget; what takes longer goes on in the background. Never
 * rejects: the caller has its answer, and that the cache could not keep it is no reason to withhold it.
 */
async function storeInTime(
  context: AnswerContext,
  { identity, vector, askedAt, lease, errorCode }: AnswerToMake,
  answer: Answer,
  budget: TimeBudget,
): Promise<StoredInTime> {
  if (askedAt === undefined) {
    lease?.end("vacant");
    return { stored: false, reason: "unavailable", errorCode };
  }
  const { background, settings } = context;
  // With too much in the background already, storing must end while the caller waits: nothing piles up.
  const timeoutMs = background.isFull
    ? Math.max(1, budget.leftMs)
    : Math.max(settings.timeoutMs, STORE_TIMEOUT_MS);
  const storedByRedis = storeAnswer(context, identity, answer, vector, askedAt, { timeoutMs });
  const storing = storedByRedis
    .catch(
      (error: unknown): StoreResult => ({
        stored: false,
        reason: "unavailable",
        errorCode: failureCode(error),
      }),
    )
    .then((result) => {
      lease?.end(leaseEndAfter(result));
      return result;
    });
  if (!background.run("store", () => storedByRedis)) return storing;
  return deadline<StoredInTime>(storing, {
    timeoutMs: budget.leftMs,
    onTimeout: () => ({ stored: false, reason: "pending" }),
  });
}

function leaseEndAfter(result: StoreResult): "stored" | "skip" | "vacant" {
  if (result.stored) return "stored";
  return result.reason === "empty-response" || result.reason === "response-too-large" ? "skip" : "vacant";
}
