import type { Q8Code } from "../../../quantization/index.js";
import { decodeVembRaw, encodeVembRaw, type RawEmbedding } from "../../commands/index.js";
import { OctavecError } from "../../errors/index.js";
import type { Command, Executor, Reply, SendOptions, Transaction } from "../../executor.js";
import type { CollectionKeys } from "../collection-keys.js";
import { replyOf } from "../step-reply.js";
import type { StoredPrecision } from "./collection-layout.js";
import { fingerprintOf, type StoredCode, unpackCode } from "./stored-code.js";
import { RANGE_BOUND } from "./write-coded-records.js";

/** What an element can be compared by. */
export type CodedElement =
  | {
      readonly kind: "residual";
      readonly code: Q8Code;
      readonly residual: Int8Array;
      readonly errorNorm: number;
    }
  | { readonly kind: "float32"; readonly vector: Float32Array }
  /** There is no code, or it belongs to a vector that another program has replaced since. */
  | { readonly kind: "uncoded" }
  /** Deleted since the search. */
  | { readonly kind: "gone" };

export interface FetchedCodes {
  /** In the order of the ids. */
  readonly elements: readonly CodedElement[];
  /** The largest range among the collection's coded elements; 1, which is the most there can be, when it is not known. */
  readonly maxRange: number;
}

/** Elements in one transaction: some hundred kilobytes of reply. */
const CHUNK = 256;

/**
 * The codes of some elements, in one round trip. Where they are residuals, Q8 code and residual of an element are read in one
 * transaction, so they are of the same age.
 */
export async function fetchCodes(
  executor: Executor,
  keys: CollectionKeys,
  ids: readonly string[],
  shape: { readonly dimension: number; readonly precision: StoredPrecision },
  options: SendOptions,
): Promise<FetchedCodes> {
  const chunks = Array.from({ length: Math.ceil(ids.length / CHUNK) }, (_, place) =>
    ids.slice(place * CHUNK, (place + 1) * CHUNK),
  );
  const withQ8 = shape.precision === "residual";
  const results = await executor.pipeline(
    [["ZSCORE", keys.bounds, RANGE_BOUND], ...chunks.map((chunk) => question(keys, chunk, withQ8))],
    { ...options, readOnly: true, binary: true },
  );
  const range = replyOf(results[0], options.signal);
  const elements = chunks.flatMap((chunk, place) => {
    const [codes, ...raws] = listOf(replyOf(results[place + 1], options.signal));
    const values = listOf(codes);
    return chunk.map((_, index): CodedElement => {
      const value = values[index];
      const code = Buffer.isBuffer(value) ? unpackCode(value, shape.dimension) : undefined;
      const raw = withQ8 ? decodeVembRaw(raws[index] ?? null) : undefined;
      if (withQ8 && raw === undefined) return { kind: "gone" };
      return pair(code, raw);
    });
  });
  return { elements, maxRange: range === null ? 1 : Math.min(1, Number(range.toString())) };
}

/** A residual with the Q8 code that it belongs to; "uncoded" when that is another one. */
export function pair(code: StoredCode | undefined, raw: RawEmbedding | undefined): CodedElement {
  if (code === undefined) return { kind: "uncoded" };
  if (code.kind === "float32") return code;
  const q8 = raw === undefined ? undefined : q8Of(raw);
  if (q8 === undefined || fingerprintOf(q8.codes, q8.range) !== code.fingerprint) return { kind: "uncoded" };
  return { kind: "residual", code: q8, residual: code.residual, errorNorm: code.errorNorm };
}

export function q8Of({ encoding, blob, norm, range }: RawEmbedding): Q8Code | undefined {
  if (encoding !== "int8" || range === undefined) return undefined;
  return { codes: new Int8Array(blob.buffer, blob.byteOffset, blob.length), range, norm };
}

function question(keys: CollectionKeys, ids: readonly string[], withQ8: boolean): Command | Transaction {
  const codes = ["HMGET", keys.codes, ...ids];
  return {
    transaction: withQ8 ? [codes, ...ids.map((id) => encodeVembRaw(keys.vectors, id))] : [codes],
  };
}

function listOf(reply: Reply | undefined): readonly Reply[] {
  if (Array.isArray(reply)) return reply;
  throw new OctavecError(
    "UNEXPECTED_REPLY",
    "A transaction that reads codes should have replied with a list.",
  );
}
