import { q8ErrorNorm, unitVector } from "../../../../quantization/index.js";
import { encodeAttributes, encodeFloat32Blob } from "../../../commands/index.js";
import type { Executor, Reply, SendOptions } from "../../../executor.js";
import { Script } from "../../../script.js";
import { encodeWordHashes } from "../../../text/index.js";
import { BEFORE_ALL_EVENTS } from "../../memory/index.js";
import type { CacheKeys } from "../../question/index.js";
import type { EntryContext } from "../entry-context.js";
import { type AnswerToStore, encodeAnswer } from "../entry-fields.js";
import { answerWeight } from "../eviction/answer-weight.js";
import { limitsOf, type TenantLimits } from "../eviction/limits-of.js";
import { PUT_ENTRY } from "../scripts/put-entry.lua.js";
import { entryBytes } from "./entry-bytes.js";
import type { Life } from "./life-of.js";

const putScript = new Script(PUT_ENTRY, { readOnly: false });

/** Steps of making room in one call, each of which removes up to 16 entries. */
const MAX_STEPS = 128;
/** Stands for the time that the server adds to the hash, of the same length. */
const CLOCK_DIGITS = "1700000000000";

export interface EntryToPut {
  readonly entryId: string;
  readonly answer: AnswerToStore;
  readonly wordHashes: Uint32Array;
  /** Undefined where embeddings are off: the entry can then be found by its exact prompt only. */
  readonly vector: Float32Array | undefined;
  /** Ids of all labels: of its tags and its model. */
  readonly labels: readonly string[];
  /** Attributes of the element, by which look-ups with tags filter; an empty object for none. */
  readonly attributes: Readonly<Record<string, number>>;
  readonly life: Life;
  /** Where Redis stood when the answer was asked for. Redis refuses the answer if a flush or an invalidation of it came since. */
  readonly askedAt:
    | { readonly generation: string; readonly since: string; readonly fence?: string | undefined }
    | undefined;
  /** For moved entries: when it was first stored, by a server's clock. Default: now. */
  readonly createdAtMs?: number | undefined;
}

export interface PutSettings {
  readonly quantization: "q8" | "none";
  readonly efConstruction: number;
  readonly m: number;
  readonly streamMaxLength: number;
  /** Names this instance, so that it recognizes its own events. */
  readonly instanceId: string;
  readonly limits: TenantLimits;
}

/** What the script that stores needs of the cache's settings. */
export function putSettingsOf({ settings, instanceId }: EntryContext): PutSettings {
  return {
    ...settings.index,
    streamMaxLength: settings.coherence.streamMaxLength,
    instanceId,
    limits: limitsOf(settings),
  };
}

export interface PutResult {
  /** `too-large`: larger than all that the tenant may hold. `fenced`: a later lease was given since. */
  readonly status: "stored" | "replaced" | "outdated" | "too-large" | "fenced";
  readonly generation: string;
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
  executor: Executor,
  keys: CacheKeys,
  entry: EntryToPut,
  settings: PutSettings,
  options: SendOptions,
): Promise<PutResult> {
  const { vector, labels, askedAt } = entry;
  const unit = vector === undefined ? undefined : unitVector(vector);
  const blob = unit === undefined ? "" : encodeFloat32Blob(unit);
  const errorNorm = unit === undefined || settings.quantization === "none" ? 0 : q8ErrorNorm(unit);
  const words = encodeWordHashes(entry.wordHashes);
  const fields = encodeAnswer(entry.answer);
  // A margin for what the decimal text and the server's float32 arithmetic round away.
  const encodedError = (errorNorm * (1 + 1e-6)).toPrecision(9);
  const attributes = Object.keys(entry.attributes).length === 0 ? "" : encodeAttributes(entry.attributes);
  const { life } = entry;
  const hash = [...fields, "w", words, "e", encodedError, ...(unit === undefined ? [] : ["v", blob])];
  const bytes = entryBytes({
    keyBytes: keys.entry("0", entry.entryId).length,
    fields: [...hash, "c", CLOCK_DIGITS],
    dimension: unit?.length ?? 0,
    quantization: settings.quantization,
    m: settings.m,
    labels: labels.length,
    attributesBytes: Buffer.byteLength(attributes),
    expires: life.lifeMs > 0,
  });
  const { maxBytes, maxEntries, policy } = settings.limits;
  const weight = answerWeight(entry.answer).toFixed(3);
  const args = [
    entry.entryId,
    askedAt?.generation ?? "",
    askedAt?.since ?? "",
    `${life.lifeMs} ${life.slideMs} ${life.capMs}`,
    blob,
    settings.quantization === "q8" ? "Q8" : "NOQUANT",
    String(settings.efConstruction),
    String(settings.m),
    attributes,
    `${bytes} ${maxBytes} ${maxEntries} ${policy} ${weight}`,
    String(settings.streamMaxLength),
    settings.instanceId,
    String(labels.length),
    ...labels,
    ...hash,
    // HSET keeps the last of two values for a field.
    ...(entry.createdAtMs === undefined ? [] : ["c", String(entry.createdAtMs)]),
    ...(askedAt?.fence === undefined ? [] : ["f", askedAt.fence]),
  ];
  for (let step = 0; step < MAX_STEPS; step++) {
    const reply = await putScript.run(executor, keys.generation, args, { ...options, idempotent: true });
    const result = decodePut(reply);
    if (result !== "again") return result;
  }
  return {
    status: "too-large",
    generation: askedAt?.generation ?? "0",
    createdAtMs: undefined,
    since: BEFORE_ALL_EVENTS,
  };
}

function decodePut(reply: Reply): PutResult | "again" {
  const [status, generation, created, since] = Array.isArray(reply) ? reply : [];
  if (status === "again") return "again";
  const isKnown =
    status === "stored" || status === "replaced" || status === "too-large" || status === "fenced";
  return {
    status: isKnown ? status : "outdated",
    generation: typeof generation === "string" ? generation : "0",
    createdAtMs: typeof created === "string" ? Number(created) : undefined,
    since: typeof since === "string" ? since : BEFORE_ALL_EVENTS,
  };
}
