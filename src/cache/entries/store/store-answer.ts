import { unitVector } from "../../../../quantization/index.js";
import { failureCode, isOctavecError } from "../../../errors/index.js";
import type { SendOptions } from "../../../executor.js";
import { responseFingerprint } from "../../../text/index.js";
import type { Answer, AnswerToStore, StoreResult } from "../../contract/index.js";
import { type CacheRequest, type IdentifiedRequest, identityOf } from "../../question/index.js";
import type { EntryContext } from "../context/entry-context.js";
import { lifeOf } from "../context/limits.js";
import { encodeResponse } from "../context/response-text.js";
import { embedToStore } from "./embed-to-store.js";
import { type AskedAt, putEntry } from "./put-entry.js";
import { isEmptyAnswer, receivedAnswer, receivedVector } from "./received-answer.js";

/** Larger responses are not stored: a hit would cost more to send than it is worth. UTF-8 bytes as they are stored. */
const MAX_RESPONSE_BYTES = 2 ** 20;

/** An answer and the question that it belongs to. */
export interface IdentifiedAnswer {
  readonly identity: IdentifiedRequest;
  readonly answer: Answer;
  /** The question's vector, as the embedder gave it. Undefined where embeddings are off or failed. */
  readonly vector?: Float32Array | undefined;
  /** Redis refuses the answer if it was invalidated since. Undefined: it refuses none. */
  readonly askedAt?: AskedAt | undefined;
}

/**
 * Embeds the question of a request and stores its answer.
 * @throws OctavecError `INVALID_ARGUMENT`; the signal's reason. What else fails is in the result.
 */
export async function storeRequest(
  context: EntryContext,
  { response, answerId, usage, ttlMs, vector: given, ...question }: CacheRequest & AnswerToStore,
  signal: AbortSignal | undefined,
): Promise<StoreResult> {
  const identity = await identityOf(context, question, signal);
  if ("bypass" in identity) return { stored: false, reason: identity.bypass, errorCode: identity.errorCode };
  const answer = receivedAnswer("store", { response, answerId, usage, ttlMs });
  const startedAtMs = performance.now();
  let vector = given === undefined ? undefined : receivedVector("store", given, context.embedder);
  try {
    if (vector === undefined) [vector] = await embedToStore(context, [identity], identity.category, signal);
  } catch (error) {
    signal?.throwIfAborted();
    const result = { stored: false, reason: "embedding-failed", errorCode: failureCode(error) } as const;
    return tellStored(context, { identity, answer }, result, startedAtMs);
  }
  try {
    const { timeoutMs } = context.settings;
    return await storeAnswer(context, { identity, answer, vector }, { timeoutMs, signal });
  } catch (error) {
    signal?.throwIfAborted();
    if (isOctavecError(error, "INVALID_ARGUMENT")) throw error;
    return { stored: false, reason: "unavailable", errorCode: failureCode(error) };
  }
}

/**
 * Stores an answer under its question, whole or not at all; in the memory tier only once Redis has it.
 * @throws OctavecError `INVALID_ARGUMENT`; what Redis answers.
 */
export async function storeAnswer(
  context: EntryContext,
  made: IdentifiedAnswer,
  options: SendOptions,
): Promise<StoreResult> {
  context.lifecycle.use();
  const startedAtMs = performance.now();
  try {
    return tellStored(context, made, await put(context, made, options), startedAtMs);
  } catch (error) {
    if (options.signal?.aborted !== true && !isOctavecError(error, "INVALID_ARGUMENT")) {
      const { identity, answer } = made;
      const result = { stored: false, reason: "unavailable", errorCode: failureCode(error) } as const;
      tellStored(context, { identity, answer }, result, startedAtMs);
    }
    throw error;
  }
}

/** Tells the observers what became of an answer. `startedAtMs`: by performance.now(). */
function tellStored(
  { observers }: EntryContext,
  { identity, answer, vector }: IdentifiedAnswer,
  result: StoreResult,
  startedAtMs: number,
): StoreResult {
  const durationMs = performance.now() - startedAtMs;
  for (const observer of observers) observer.stored?.({ identity, answer, result, vector, durationMs });
  return result;
}

async function put(
  context: EntryContext,
  { identity, answer, vector, askedAt }: IdentifiedAnswer,
  options: SendOptions,
): Promise<StoreResult> {
  const { response, structured } = answer;
  if (isEmptyAnswer(answer)) return { stored: false, reason: "empty-response" };
  if (Buffer.byteLength(encodeResponse(answer)) > MAX_RESPONSE_BYTES) {
    return { stored: false, reason: "response-too-large" };
  }
  const { entryId, text, prompt, tags, model, category, media, writer } = identity;
  const answerId = answer.answerId ?? responseFingerprint(response);
  const entry = {
    entryId,
    response,
    structured,
    prompt,
    answerId,
    tags,
    model,
    category,
    usage: answer.usage,
    modality: media?.modality,
    ...(writer === undefined ? {} : { writer }),
  };
  const life = lifeOf(context.settings, category, answer.ttlMs);
  const atMs = performance.now();
  const { status, createdAtMs, since, isOnProbation } = await putEntry(
    context,
    { entry, text, vector, life, askedAt },
    options,
  );
  if (status === "too-large") return { stored: false, reason: "too-large" };
  if (status === "fenced") return { stored: false, reason: "superseded" };
  if (status === "contested" || status === "over-quota" || status === "quarantined") {
    return { stored: false, reason: status };
  }
  if (status === "outdated" || createdAtMs === undefined) return { stored: false, reason: "outdated" };
  context.memory?.noteLatest(since, atMs);
  context.memory?.put({
    living: {
      entry: { ...entry, createdAtMs, ...(isOnProbation ? { onProbation: true } : {}) },
      remainingMs: life.lifeMs === 0 ? Number.POSITIVE_INFINITY : life.lifeMs,
      staleMs: life.staleMs,
    },
    since,
    atMs,
    vector: vector === undefined ? undefined : unitVector(vector),
  });
  return { stored: true, entryId, replaced: status === "replaced" };
}
