import { q8ErrorNorm, unitVector } from "../../../quantization/index.js";
import { encodeAttributes, encodeFloat32Blob } from "../../commands/index.js";
import type { Executor, Reply, SendOptions } from "../../executor.js";
import { Script } from "../../script.js";
import type { CacheKeys } from "../cache-keys.js";
import { BEFORE_ALL_EVENTS } from "../coherence/index.js";
import { type AnswerToStore, encodeAnswer } from "../entry/index.js";
import { answerWeight, type TenantLimits } from "../eviction/index.js";
import { PUT_ENTRY } from "../script/index.js";
import { encodeWordHashes } from "../text/index.js";
import { entryBytes } from "./entry-bytes.js";
import type { Life } from "./life-of.js";

const putScript = new Script(PUT_ENTRY, { readOnly: false });

/** Steps of making room in one call, each of which takes away up to 16 entries. */
const MAX_STEPS = 128;
/** As long as the time that the server adds. */
const CLOCK_DIGITS = "1700000000000";

export interface EntryToPut {
  readonly entryId: string;
  readonly answer: AnswerToStore;
  readonly wordHashes: Uint32Array;
  /** Undefined where embeddings are off: the entry can then be found by its exact prompt only. */
  readonly vector: Float32Array | undefined;
  /** Ids of all labels: tags and model. */
  readonly labels: readonly string[];
  /** Attributes of the element, by which look-ups with tags filter; empty for none. */
  readonly attributes: Readonly<Record<string, number>>;
  readonly life: Life;
  /** Where the answer was asked for: refused when a flush or an invalidation that covers it came since. */
  readonly askedAt:
    | { readonly generation: string; readonly since: string; readonly fence?: string | undefined }
    | undefined;
  /** When it was stored first, by a server's clock: for entries that are moved. Default: now. */
  readonly createdAtMs?: number | undefined;
}

export interface PutSettings {
  readonly quantization: "q8" | "none";
  readonly efConstruction: number;
  readonly m: number;
  readonly streamMaxLength: number;
  /** This instance, so that it knows its own events. */
  readonly instanceId: string;
  readonly limits: TenantLimits;
}

export interface PutResult {
  /** `too-large`: larger than all that the tenant may hold. `fenced`: another has made it since. */
  readonly status: "stored" | "replaced" | "outdated" | "too-large" | "fenced";
  readonly generation: string;
  /** Milliseconds since 1970 by the server's clock; undefined when it was not stored. */
  readonly createdAtMs: number | undefined;
  /** Id of the latest event when it was stored, its own included. */
  readonly since: string;
}

/**
 * Stores one answer whole or not at all. May be repeated: the second time replaces the first. One round trip; more only for
 * an answer that is larger than 16 of those that must go for it.
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
  // A margin for what the decimal text and the server's own float32 arithmetic round away.
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
    // The last of two values for a field stays.
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
