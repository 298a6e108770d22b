import { TimeBudget } from "../../async/index.js";
import type { LookupOutcome } from "../find/index.js";
import { canEmbed, embedQuestion, type IdentifiedRequest } from "../question/index.js";
import type { AnswerContext } from "./context/answer-context.js";
import type { WrapCall } from "./context/wrap-types.js";
import { acquireLease } from "./lease/answer-lease.js";
import { produceAndStore } from "./make-answer.js";

/** No caller waits, so Redis may take its time. */
const REDIS_TIMEOUT_MS = 2_000;

/**
 * After a stale hit: makes a new answer in the background. One process does so, once. An answer that was found by meaning
 * belongs to another question, which the producer at hand does not answer: then this question gets an answer of its own.
 *
 * @returns whether a refresh was begun.
 */
export function refreshIfStale(
  context: AnswerContext,
  { identity, result, vector }: LookupOutcome,
  call: WrapCall,
): boolean {
  if (identity === undefined || !result.hit || !result.stale) return false;
  const { refreshes, answers } = context;
  if (answers.has(identity.entryId) || !refreshes.mayBegin(identity.entryId)) return false;
  return refreshes.tasks.run("refresh", (signal) => refresh(context, { identity, vector }, call, signal));
}

async function refresh(
  context: AnswerContext,
  { identity, vector }: { readonly identity: IdentifiedRequest; readonly vector: Float32Array | undefined },
  call: WrapCall,
  signal: AbortSignal,
): Promise<void> {
  const { embedder, answers, generation, memory } = context;
  const { entryId } = identity;
  const reply = await acquireLease(context, entryId, undefined, { timeoutMs: REDIS_TIMEOUT_MS, signal });
  generation.note(reply.askedAt.generation);
  // Another process has made a new answer: the next hit fetches it.
  if (reply.status === "there") memory?.delete(entryId);
  if (reply.status !== "lead") return;
  const { lease, askedAt } = reply;
  try {
    // Without a vector the new answer would replace one that can be found by meaning: then the old answer is better.
    const embedded =
      vector ??
      (canEmbed(embedder, identity)
        ? (await embedQuestion(context, embedder, identity, signal)).question.vector
        : undefined);
    const budget = new TimeBudget(REDIS_TIMEOUT_MS);
    const making = { identity, vector: embedded, askedAt, lease, budget };
    const { joined } = await answers.run(
      entryId,
      (shared) => produceAndStore(context, making, call, shared),
      { signal },
    );
    if (joined) lease.end("vacant");
  } catch (error) {
    lease.end("vacant");
    throw error;
  }
}
