import type { Q8Code, Rotation } from "../../../quantization/index.js";
import {
  decodeVembRaw,
  decodeVgetattr,
  encodeVembRaw,
  encodeVgetattr,
  type RawEmbedding,
} from "../../commands/index.js";
import { OctavecError } from "../../errors/index.js";
import type { Command, Executor, Reply, SendOptions, Transaction } from "../../executor.js";
import { replyOf } from "../../reply.js";
import type { CollectionKeys } from "../elements/collection-keys.js";
import { RANGE_BOUND } from "./coded-collection.js";
import { fingerprintIn, fingerprintOfStored } from "./set-fingerprint.js";
import { type StoredCode, type StoredInt8, unpackCode } from "./stored-code.js";

/** The code of an element, if it can be used. */
export type CodedElement =
  | {
      readonly kind: "residual";
      readonly code: Q8Code;
      readonly residual: Int8Array;
      readonly errorNorm: number;
    }
  | { readonly kind: "float32"; readonly vector: Float32Array }
  | StoredInt8
  /** There is no code, or another program has replaced the vector in the set since the code was written. */
  | { readonly kind: "uncoded" }
  /** The element was deleted since the search. */
  | { readonly kind: "gone" };

export interface FetchedElement {
  readonly code: CodedElement;
  /** JSON text; undefined if there are none or `withAttributes` is false. */
  readonly attributes: string | undefined;
}

export interface FetchedCodes {
  /** In the order of the ids. */
  readonly elements: readonly FetchedElement[];
  /** The largest range of the collection's coded elements. If it is unknown, the largest possible range, 1. */
  readonly maxRange: number;
}

export interface FetchPlan {
  readonly dimension: number;
  readonly rotation: Rotation | undefined;
  /** Whether to read the vector in the set too. */
  readonly withSet: boolean;
  readonly withAttributes: boolean;
}

const UNCODED = { kind: "uncoded" } as const;

/** Elements per transaction, so that a reply has some hundred kilobytes. */
const CHUNK_SIZE = 256;

/**
 * Reads the codes of some elements, in one round trip. The code, vector and attributes of an element are read in one
 * transaction, so they belong together.
 *
 * A residual can be used only with the vector in the set. For a float32 or int8 code, the vector in the set shows whether the code
 * belongs to it. Without `withSet`, no element is reported as "gone".
 */
export async function fetchCodes(
  executor: Executor,
  keys: CollectionKeys,
  ids: readonly string[],
  plan: FetchPlan,
  options: SendOptions,
): Promise<FetchedCodes> {
  const { dimension, rotation, withSet, withAttributes } = plan;
  const chunks = Array.from({ length: Math.ceil(ids.length / CHUNK_SIZE) }, (_, place) =>
    ids.slice(place * CHUNK_SIZE, (place + 1) * CHUNK_SIZE),
  );
  const results = await executor.pipeline(
    [["ZSCORE", keys.bounds, RANGE_BOUND], ...chunks.map((chunk) => readsOf(keys, chunk, plan))],
    { ...options, readOnly: true, binary: true },
  );
  const range = replyOf(results[0], options.signal);
  const elements = chunks.flatMap((chunk, place) => {
    const [codes, ...others] = listOf(replyOf(results[place + 1], options.signal));
    const values = listOf(codes);
    const raws = withSet ? others.splice(0, chunk.length) : [];
    return chunk.map((_, index): FetchedElement => {
      const attributes = withAttributes ? decodeVgetattr(others[index] ?? null) : undefined;
      const value = values[index];
      const code = Buffer.isBuffer(value) ? unpackCode(value, dimension) : undefined;
      if (!withSet)
        return { code: code === undefined || code.kind === "residual" ? UNCODED : code, attributes };
      const raw = decodeVembRaw(raws[index] ?? null);
      return { code: raw === undefined ? { kind: "gone" } : pair(code, raw, rotation), attributes };
    });
  });
  return { elements, maxRange: range === null ? 1 : Math.min(1, Number(range.toString())) };
}

/** Combines a code with the vector in the set; "uncoded" if the code belongs to another vector. */
export function pair(
  code: StoredCode | undefined,
  raw: RawEmbedding,
  rotation: Rotation | undefined,
): CodedElement {
  const stored = fingerprintOfStored(raw);
  if (code === undefined || stored === undefined || raw.encoding === "f32") return UNCODED;
  const own =
    code.kind === "float32"
      ? fingerprintIn(raw.encoding, rotation?.apply(code.vector) ?? code.vector)
      : code.fingerprint;
  if (own !== stored) return UNCODED;
  if (code.kind !== "residual") return code;
  const q8 = q8Of(raw);
  if (q8 === undefined) return UNCODED;
  return { kind: "residual", code: q8, residual: code.residual, errorNorm: code.errorNorm };
}

function q8Of({ encoding, blob, norm, range }: RawEmbedding): Q8Code | undefined {
  if (encoding !== "int8" || range === undefined) return undefined;
  return { codes: new Int8Array(blob.buffer, blob.byteOffset, blob.length), range, norm };
}

function readsOf(
  { vectors, codes }: CollectionKeys,
  ids: readonly string[],
  { withSet, withAttributes }: FetchPlan,
): Transaction {
  const transaction: Command[] = [["HMGET", codes, ...ids]];
  if (withSet) transaction.push(...ids.map((id) => encodeVembRaw(vectors, id)));
  if (withAttributes) transaction.push(...ids.map((id) => encodeVgetattr(vectors, id)));
  return { transaction };
}

function listOf(reply: Reply | undefined): readonly Reply[] {
  if (Array.isArray(reply)) return reply;
  throw new OctavecError("UNEXPECTED_REPLY", "HMGET of codes: expected a list of replies.");
}
