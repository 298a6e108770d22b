import { q8ErrorNorm, unitVector } from "../../../../quantization/index.js";
import { encodeAttributes, encodeFloat32Blob } from "../../../commands/index.js";
import type { Reply, SendOptions } from "../../../executor.js";
import { Script } from "../../../script.js";
import { encodeWordHashes, wordHashes } from "../../../text/index.js";
import type { CacheEntry } from "../../contract/index.js";
import { BEFORE_ALL_EVENTS } from "../../memory/index.js";
import { labelsOf, probationLabel, questionLabel, tagAttributes, writerLabel } from "../../question/index.js";
import type { EntryContext } from "../context/entry-context.js";
import { agreeingSimilarity, type Life, limitsOf } from "../context/limits.js";
import { PUT_ENTRY } from "../scripts/put-entry.lua.js";
import { entryBytes } from "./entry-bytes.js";

const putScript = new Script(PUT_ENTRY, { readOnly: false });

/** Steps of making room in one call, each of which removes up to 16 entries. */
const MAX_STEPS = 128;
/** In the place of a writer's label. */
const APPLICATION = "-";
/** Stands for the time that the server adds to the hash, of the same length. */
const CLOCK_DIGITS = "1700000000000";

/** Where Redis stood when an answer was asked for. */
export interface AskedAt {
  readonly generation: string;
  /** Id of the latest event. */
  readonly since: string;
  /** Number of the lease under which the answer is made. Redis refuses the answer if there was a later lease. */
  readonly fence?: string | undefined;
}

export interface EntryToPut {
  readonly entry: Omit<CacheEntry, "createdAtMs">;
  /** Canonical text of the question. */
  readonly text: string;
  /** Undefined where embeddings are off: the entry can then be found by its exact prompt only. */
  readonly vector: Float32Array | undefined;
  readonly life: Life;
  /** Redis refuses the answer if a flush or an invalidation of it came since. Undefined: it refuses none. */
  readonly askedAt: AskedAt | undefined;
  /** For moved entries: when it was first stored, by a server's clock. Default: now. */
  readonly createdAtMs?: number | undefined;
}

export interface PutResult {
  /** `too-large`: larger than all that the tenant may hold. `fenced`: a later lease was given since. Others: see `StoreResult`. */
  readonly status:
    | "stored"
    | "replaced"
    | "outdated"
    | "too-large"
    | "fenced"
    | "contested"
    | "over-quota"
    | "quarantined";
  readonly isOnProbation: boolean;
  /** When it was stored: milliseconds since 1970 by the server's clock; undefined when it was not stored. */
  readonly createdAtMs: number | undefined;
  /** Id of the latest event after the storing, its own event included. */
  readonly since: string;
}

/**
 * Stores one answer whole or not at all. Idempotent: a second run replaces the first. One round trip; more only when more
 * than 16 entries must go to make room.
 */
export async function putEntry(
  context: EntryContext,
  { entry, text, vector, life, askedAt, createdAtMs }: EntryToPut,
  options: SendOptions,
): Promise<PutResult> {
  const { executor, keys, settings, hasher, codec } = context;
  const { quantization, m, efConstruction } = settings.index;
  const unit = vector === undefined ? undefined : unitVector(vector);
  const blob = unit === undefined ? "" : encodeFloat32Blob(unit);
  const errorNorm = unit === undefined || quantization === "none" ? 0 : q8ErrorNorm(unit);
  // A margin for what the decimal text and the server's float32 arithmetic round away.
  const encodedError = (errorNorm * (1 + 1e-6)).toPrecision(9);
  const labels = labelsOf(hasher, entry);
  if (settings.separateByTags) labels.push(questionLabel(hasher, entry.prompt));
  const attributes = entry.tags.length === 0 ? "" : encodeAttributes(tagAttributes(hasher, entry.tags));
  const hash = [
    ...codec.encodeAnswer(entry, life.staleMs),
    ...["w", codec.encodeWords(entry.entryId, encodeWordHashes(wordHashes(text))), "e", encodedError],
    ...(unit === undefined ? [] : ["v", blob]),
    ...(entry.writer === undefined ? [] : ["u", writerLabel(hasher, entry.writer)]),
  ];
  const source = sourceOf(context, entry, createdAtMs !== undefined);
  const bytes = entryBytes({
    keyBytes: keys.entry("0", entry.entryId).length,
    fields: [...hash, "c", CLOCK_DIGITS],
    dimension: unit?.length ?? 0,
    quantization,
    m,
    // Probation is one label more.
    labels: labels.length + (entry.writer !== undefined && source.includes(" ") ? 1 : 0),
    attributesBytes: Buffer.byteLength(attributes),
    expires: life.lifeMs > 0,
  });
  const { maxBytes, maxEntries, policy } = limitsOf(settings);
  const args = [
    entry.entryId,
    askedAt?.generation ?? "",
    askedAt?.since ?? "",
    `${life.lifeMs} ${life.slideMs} ${life.capMs}`,
    blob,
    quantization === "q8" ? "Q8" : "NOQUANT",
    String(efConstruction),
    String(m),
    attributes,
    `${bytes} ${maxBytes} ${maxEntries} ${policy} ${answerWeight(entry).toFixed(3)}`,
    String(settings.coherence.streamMaxLength),
    context.instanceId,
    source,
    String(labels.length),
    ...labels,
    ...hash,
    // HSET keeps the last of two values for a field.
    ...(createdAtMs === undefined ? [] : ["c", String(createdAtMs)]),
    ...(askedAt?.fence === undefined ? [] : ["f", askedAt.fence]),
  ];
  for (let step = 1; ; step++) {
    const reply = await putScript.run(executor, keys.generation, args, { ...options, idempotent: true });
    const { status, generation, expired, evicted, ...rest } = decodePut(reply);
    if (expired + evicted > 0) {
      for (const observer of context.observers) observer.removed?.({ expired, evicted, flushed: 0 });
    }
    if (status === "again" && step < MAX_STEPS) continue;
    context.generation.note(generation);
    return { ...rest, status: status === "again" ? "too-large" : status };
  }
}

/**
 * Argument 13 of the script. An entry that is moved stays as it is: only if it was on probation, what ends that is looked for. The
 * application has no label, but may end the probation of others.
 */
function sourceOf(context: EntryContext, entry: EntryToPut["entry"], isMoved: boolean): string {
  const {
    settings: { probation },
    hasher,
  } = context;
  const { writer, onProbation } = entry;
  const label = writer === undefined ? APPLICATION : writerLabel(hasher, writer);
  if (probation === false || (isMoved && onProbation !== true)) return label;
  const queue = writer === undefined ? APPLICATION : probationLabel(hasher, writer);
  const leastScore = (1 + agreeingSimilarity(context, entry)) / 2;
  return `${label} ${queue} ${probation.maxEntriesPerWriter} ${leastScore}`;
}

function decodePut(reply: Reply) {
  const [status, generation, created, since, expired, evicted, probation] = Array.isArray(reply) ? reply : [];
  const isKnown =
    status === "stored" ||
    status === "replaced" ||
    status === "too-large" ||
    status === "fenced" ||
    status === "contested" ||
    status === "over-quota" ||
    status === "quarantined" ||
    status === "again";
  return {
    status: isKnown ? status : "outdated",
    generation: typeof generation === "string" ? generation : "0",
    createdAtMs: typeof created === "string" && created !== "" ? Number(created) : undefined,
    since: typeof since === "string" && since !== "" ? since : BEFORE_ALL_EVENTS,
    expired: Number(expired ?? 0),
    evicted: Number(evicted ?? 0),
    isOnProbation: probation === 1,
  } as const;
}

/** Price of an output token in input tokens: 3 to 5 on most price lists. */
const OUTPUT_TOKEN_COST = 4;
/** UTF-16 units per token where the usage is unknown: English text has about four letters per token. */
const CHARS_PER_TOKEN = 4;

/**
 * What making an answer again would cost: the base-2 logarithm of its cost in input tokens, at least 0. An answer that cost
 * twice as much is worth as much as one that is used twice as often. Estimated from the texts where the usage is missing.
 */
function answerWeight({
  prompt,
  response,
  usage,
}: Pick<CacheEntry, "prompt" | "response" | "usage">): number {
  const input = usage?.inputTokens ?? prompt.length / CHARS_PER_TOKEN;
  const output = usage?.outputTokens ?? response.length / CHARS_PER_TOKEN;
  return Math.log2(Math.max(1, input + OUTPUT_TOKEN_COST * output));
}
