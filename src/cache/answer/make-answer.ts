import { deadline, onAbort, type TimeBudget } from "../../async/index.js";
import { failureCode, type KnownFields, requireKnownFields } from "../../errors/index.js";
import type { Answer, StoreResult } from "../contract/index.js";
import { type AskedAt, receivedAnswer, storeAnswer } from "../entries/index.js";
import type { IdentifiedRequest } from "../question/index.js";
import type { AnswerContext } from "./context/answer-context.js";
import type { MadeAnswer, Producer, WrapCall } from "./context/wrap-types.js";
import type { AnswerLease } from "./lease/answer-lease.js";
import { leadOrWait } from "./lease/lead-or-wait.js";

/** If Redis has not confirmed an answer within this time, storing it has failed. */
const STORE_TIMEOUT_MS = 2_000;

/** What is known before the producer is called. */
export interface AnswerToMake {
  readonly identity: IdentifiedRequest;
  /** Undefined where embeddings are off or failed: the entry can then be found by its exact prompt only. */
  readonly vector?: Float32Array | undefined;
  /** Undefined when Redis did not say: then nothing is stored, because an invalidation could have been missed. */
  readonly askedAt?: AskedAt | undefined;
  /** Code of the failure that kept Redis from saying so. */
  readonly errorCode?: string | undefined;
  /** Undefined: no other process knows that this one makes the answer. */
  readonly lease?: AnswerLease | undefined;
  /** When the entry of this question was stored that was found and could not be served: milliseconds since 1970. */
  readonly passedOverMs?: number | undefined;
  /** Time that the call may spend on Redis. */
  readonly budget: TimeBudget;
}

/**
 * Makes the answer after a miss: takes it from another process that is making it just now, or calls the producer and stores
 * what it gives. `signal` is aborted when nobody waits for the answer any more.
 */
export async function makeAnswer(
  context: AnswerContext,
  making: AnswerToMake,
  call: WrapCall,
  signal: AbortSignal | undefined,
): Promise<MadeAnswer> {
  const { identity, passedOverMs, budget } = making;
  const wish = { entryId: identity.entryId, unwantedCreatedAtMs: passedOverMs, budget, signal };
  const leadership = await leadOrWait(context, wish);
  switch (leadership.kind) {
    case "alone":
      return produceAndStore(context, making, call, signal);
    case "lead": {
      const { lease, askedAt } = leadership;
      return produceAndStore(context, { ...making, lease, askedAt }, call, signal);
    }
    case "made": {
      const { entryId, response, structured, usage } = leadership.living.entry;
      return { response, structured, usage, entryId, isOthers: true };
    }
  }
}

/** Calls the producer, stores its answer and ends the lease in any case. @throws what the producer throws, unchanged. */
export async function produceAndStore(
  context: AnswerContext,
  making: AnswerToMake,
  { produce, ttlMs }: WrapCall,
  signal: AbortSignal | undefined,
): Promise<MadeAnswer> {
  const { lease } = making;
  // Aborted: release the lease now, because the producer may ignore its signal.
  const stop = onAbort(signal, () => lease?.end("vacant"));
  try {
    const { answer, isCacheable } = await callProducer(produce, signal);
    // Nobody waits any more, and the producer was aborted: its answer may be incomplete.
    signal?.throwIfAborted();
    const { response, structured, usage } = answer;
    if (!isCacheable) {
      lease?.end("skip");
      return { response, structured, usage, notStored: "not-cacheable" };
    }
    const stored = await storeInTime(context, making, { ...answer, ttlMs: answer.ttlMs ?? ttlMs });
    return stored.stored
      ? { response, structured, usage, entryId: stored.entryId }
      : { response, structured, usage, notStored: stored.reason, notStoredErrorCode: stored.errorCode };
  } catch (error) {
    lease?.end("vacant");
    throw error;
  } finally {
    stop();
  }
}

const PRODUCED: KnownFields = {
  what: "wrap: answer of the producer",
  fields: ["response", "answerId", "usage", "ttlMs", "cacheable"],
  otherNames: new Map([
    ...["text", "content", "answer", "completion"].map((name) => [name, "response"] as const),
    ["ttl", "ttlMs"],
  ]),
};

/** @throws what the producer throws, unchanged; OctavecError `INVALID_ARGUMENT` when it gives no answer, or an unknown field. */
export async function callProducer(
  produce: Producer,
  signal: AbortSignal | undefined,
): Promise<{ answer: Answer; isCacheable: boolean }> {
  const made = await produce(signal ?? new AbortController().signal);
  requireKnownFields(made, PRODUCED);
  const { cacheable, ...answer } = made;
  return { answer: receivedAnswer("wrap: answer of the producer", answer), isCacheable: cacheable !== false };
}

type StoredInTime =
  | StoreResult
  | { readonly stored: false; readonly reason: "pending"; readonly errorCode?: undefined };

/**
 * Stores an answer and ends its lease. Waits no longer than the budget; after that, storing goes on in the background. Never
 * rejects: the caller gets its answer also when the cache could not store it.
 */
async function storeInTime(
  context: AnswerContext,
  { identity, vector, askedAt, errorCode, lease, budget }: AnswerToMake,
  answer: Answer,
): Promise<StoredInTime> {
  if (askedAt === undefined) {
    lease?.end("vacant");
    return { stored: false, reason: "unavailable", errorCode };
  }
  const { background, settings } = context;
  // If too much runs in the background already, the caller waits for the storing, so that nothing piles up.
  const timeoutMs = background.isFull
    ? Math.max(1, budget.leftMs)
    : Math.max(settings.timeoutMs, STORE_TIMEOUT_MS);
  const storedByRedis = storeAnswer(context, { identity, vector, askedAt, answer }, { timeoutMs });
  const storing = storedByRedis
    .catch((error): StoreResult => ({ stored: false, reason: "unavailable", errorCode: failureCode(error) }))
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
