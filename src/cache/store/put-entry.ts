import { q8ErrorNorm, unitVector } from "../../../quantization/index.js";
import { encodeAttributes, encodeFloat32Blob } from "../../commands/index.js";
import type { Executor, SendOptions } from "../../executor.js";
import type { CacheKeys } from "../cache-keys.js";
import { BEFORE_ALL_EVENTS } from "../coherence/index.js";
import { type AnswerToStore, encodeAnswer } from "../entry/index.js";
import { PUT_ENTRY, Script } from "../script/index.js";
import { encodeWordHashes } from "../text/index.js";

const putScript = new Script(PUT_ENTRY, { readOnly: false });

/** Redis' own bytes per entry besides its fields: hash, key, graph node and index entries. See the memory figures of README. */
const OVERHEAD_BYTES = 1_400;

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
  /** Life including the stale part; 0 for never. */
  readonly lifeMs: number;
  /** Where the answer was asked for: refused when a flush or an invalidation that covers it came since. */
  readonly askedAt: { readonly generation: string; readonly since: string } | undefined;
}

export interface PutSettings {
  readonly quantization: "q8" | "none";
  readonly efConstruction: number;
  readonly m: number;
  readonly streamMaxLength: number;
  /** This instance, so that it knows its own events. */
  readonly instanceId: string;
}

export interface PutResult {
  readonly status: "stored" | "replaced" | "outdated";
  readonly generation: string;
  /** Id of the latest event when it was stored, its own included. */
  readonly since: string;
}

/** Stores one answer whole or not at all. May be repeated: the second time replaces the first. */
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
  const bytes =
    OVERHEAD_BYTES +
    fields.reduce((sum, field) => sum + Buffer.byteLength(field), 0) +
    words.length +
    (unit === undefined ? 0 : unit.length * (settings.quantization === "q8" ? 5 : 8));
  const reply = await putScript.run(
    executor,
    keys.generation,
    [
      entry.entryId,
      askedAt?.generation ?? "",
      askedAt?.since ?? "",
      String(entry.lifeMs),
      blob,
      settings.quantization === "q8" ? "Q8" : "NOQUANT",
      String(settings.efConstruction),
      String(settings.m),
      Object.keys(entry.attributes).length === 0 ? "" : encodeAttributes(entry.attributes),
      String(bytes),
      String(settings.streamMaxLength),
      settings.instanceId,
      String(labels.length),
      ...labels,
      ...fields,
      "w",
      words,
      "e",
      encodedError,
      ...(unit === undefined ? [] : ["v", blob]),
    ],
    { ...options, idempotent: true },
  );
  const [status, generation, since] = Array.isArray(reply) ? reply : [];
  return {
    status: status === "stored" || status === "replaced" ? status : "outdated",
    generation: typeof generation === "string" ? generation : "0",
    since: typeof since === "string" ? since : BEFORE_ALL_EVENTS,
  };
}
