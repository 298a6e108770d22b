import { unitVector } from "../../../../quantization/index.js";
import { failureCode, isOctavecError, OctavecError } from "../../../errors/index.js";
import type { SendOptions } from "../../../executor.js";
import { responseFingerprint, wordHashes } from "../../../text/index.js";
import type { Answer, StoreResult } from "../../contract/index.js";
import type { IdentifiedRequest } from "../../question/index.js";
import { labelsOf, tagAttributes } from "../../question/index.js";
import type { EntryContext } from "../entry-context.js";
import { lifeOf } from "./life-of.js";
import { putEntry, putSettingsOf } from "./put-entry.js";

/** Larger responses are not stored: a hit would cost more to send than it is worth. UTF-8 bytes. */
const MAX_RESPONSE_BYTES = 2 ** 20;

/** Where Redis stood when an answer was asked for. */
export interface AskedAt {
  readonly generation: string;
  readonly since: string;
  /** Number of the lease under which the answer is made. Redis refuses the answer if there was a later lease. */
  readonly fence?: string | undefined;
}

/** Stores an answer under its question, whole or not at all; in the memory tier only once Redis has it. */
export async function storeAnswer(
  parts: EntryContext,
  identity: IdentifiedRequest,
  answer: Answer,
  vector: Float32Array | undefined,
  askedAt: AskedAt | undefined,
  options: SendOptions,
): Promise<StoreResult> {
  parts.lifecycle.use();
  const startedAtMs = performance.now();
  try {
    const result = await put(parts, identity, answer, vector, askedAt, options);
    return tellStored(parts, identity, answer, result, startedAtMs, vector);
  } catch (error) {
    if (options.signal?.aborted !== true && !isOctavecError(error, "INVALID_ARGUMENT")) {
      const result = { stored: false, reason: "unavailable", errorCode: failureCode(error) } as const;
      tellStored(parts, identity, answer, result, startedAtMs);
    }
    throw error;
  }
}

/** Tells the observers what became of an answer. `startedAtMs`: by performance.now(). */
export function tellStored(
  { observers }: EntryContext,
  identity: IdentifiedRequest,
  answer: Answer,
  result: StoreResult,
  startedAtMs: number,
  vector?: Float32Array,
): StoreResult {
  const durationMs = performance.now() - startedAtMs;
  for (const observer of observers) observer.stored?.({ identity, answer, result, vector, durationMs });
  return result;
}

async function put(
  parts: EntryContext,
  identity: IdentifiedRequest,
  answer: Answer,
  vector: Float32Array | undefined,
  askedAt: AskedAt | undefined,
  options: SendOptions,
): Promise<StoreResult> {
  const { settings, hasher } = parts;
  const { response } = answer;
  if (typeof response !== "string") {
    throw new OctavecError("INVALID_ARGUMENT", `response: expected a string, got ${typeof response}.`);
  }
  if (response.trim() === "") return { stored: false, reason: "empty-response" };
  if (Buffer.byteLength(response) > MAX_RESPONSE_BYTES) {
    return { stored: false, reason: "response-too-large" };
  }
  const life = lifeOf(settings, identity.category, answer.ttlMs);
  const { lifeMs, staleMs } = life;
  const stored = {
    response,
    prompt: identity.prompt,
    answerId: answer.answerId ?? responseFingerprint(response),
    tags: identity.tags,
    model: identity.model,
    category: identity.category,
    usage: answer.usage,
    staleMs,
  };
  const atMs = performance.now();
  const { status, generation, createdAtMs, since } = await putEntry(
    parts.executor,
    parts.keys,
    {
      entryId: identity.entryId,
      answer: stored,
      wordHashes: wordHashes(identity.text),
      vector,
      labels: labelsOf(hasher, identity),
      attributes: tagAttributes(hasher, identity.tags),
      life,
      askedAt,
    },
    putSettingsOf(parts),
    options,
  );
  if (status === "too-large") return { stored: false, reason: "too-large" };
  parts.generation.note(generation);
  if (status === "fenced") return { stored: false, reason: "superseded" };
  if (status === "outdated" || createdAtMs === undefined) return { stored: false, reason: "outdated" };
  const entry = { ...stored, entryId: identity.entryId, createdAtMs };
  const remainingMs = lifeMs === 0 ? Number.POSITIVE_INFINITY : lifeMs;
  parts.memory?.noteLatest(since, atMs);
  const unit = vector === undefined ? undefined : unitVector(vector);
  parts.memory?.put({ living: { entry, remainingMs, staleMs }, since, atMs, vector: unit });
  return { stored: true, entryId: identity.entryId, replaced: status === "replaced" };
}
