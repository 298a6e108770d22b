import { unitVector } from "../../../quantization/index.js";
import { OctavecError } from "../../errors/index.js";
import type { SendOptions } from "../../executor.js";
import { type CacheParts, noteGeneration } from "../cache-parts.js";
import { labelsOf, tagAttributes } from "../labels.js";
import type { IdentifiedRequest } from "../request/index.js";
import { responseFingerprint, wordHashes } from "../text/index.js";
import { lifeOf } from "./life-of.js";
import { putEntry } from "./put-entry.js";
import type { Answer, StoreResult } from "./store-result.js";

/** Where Redis stood when an answer was asked for. */
export interface AskedAt {
  readonly generation: string;
  readonly since: string;
}

/** Stores an answer under its question, whole or not at all, and in memory only once Redis has it. */
export async function storeAnswer(
  parts: CacheParts,
  identity: IdentifiedRequest,
  answer: Answer,
  vector: Float32Array | undefined,
  askedAt: AskedAt | undefined,
  options: SendOptions,
): Promise<StoreResult> {
  parts.lifecycle.use();
  const result = await put(parts, identity, answer, vector, askedAt, options);
  for (const observer of parts.observers) observer.stored?.({ identity, answer, result });
  return result;
}

async function put(
  parts: CacheParts,
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
  if (Buffer.byteLength(response) > settings.maxResponseBytes) {
    return { stored: false, reason: "response-too-large" };
  }
  const { lifeMs, staleMs } = lifeOf(settings, identity.category, answer.ttlMs);
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
  const { status, generation, since } = await putEntry(
    parts.executor,
    parts.keys,
    {
      entryId: identity.entryId,
      answer: stored,
      wordHashes: wordHashes(identity.text),
      vector,
      labels: labelsOf(hasher, identity),
      attributes: tagAttributes(hasher, identity.tags),
      lifeMs,
      askedAt,
    },
    {
      quantization: settings.quantization,
      efConstruction: settings.efConstruction,
      m: settings.m,
      streamMaxLength: settings.coherence.streamMaxLength,
      instanceId: parts.instanceId,
    },
    options,
  );
  noteGeneration(parts, generation);
  if (status === "outdated") return { stored: false, reason: "outdated" };
  const entry = { ...stored, entryId: identity.entryId, createdAtMs: Date.now() };
  const remainingMs = lifeMs === 0 ? Number.POSITIVE_INFINITY : lifeMs;
  parts.memory?.heard(since, atMs);
  const unit = vector === undefined ? undefined : unitVector(vector);
  parts.memory?.put({ living: { entry, remainingMs, staleMs }, since, atMs, vector: unit });
  return { stored: true, entryId: identity.entryId, replaced: status === "replaced" };
}
