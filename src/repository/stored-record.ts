import type { SendOptions } from "../executor.js";
import type { Attributes } from "../options/index.js";
import { expiresAtOf, storedAttributes } from "./expiry/stored-instant.js";
import type { CodedCollection } from "./precision/coded-collection.js";
import { readStoredVector } from "./precision/read-stored-vector.js";

/** A record read from the collection. */
export interface StoredRecord<A extends Attributes = Attributes> {
  readonly id: string;
  /**
   * With precision `float32`, the vector as given. Otherwise the quantized vector with its original length. The error of a
   * component, relative to the largest one, is at most 1/60,000 with `residual`, about 1/100 with `int8` and 1/254 with `q8`; `bin` gives ±1. A rotation
   * is undone and makes the error larger: about 1/15,000 and 1/60 if components are normally distributed, and more if all
   * have the same size.
   */
  readonly vector: Float32Array;
  readonly attributes?: A;
  /** From when on it has expired: milliseconds since 1970 by the server's clock. Absent if it never expires. */
  readonly expiresAtMs?: number;
}

/** The record of an element, read in one round trip; undefined if there is none. */
export async function readRecord<A extends Attributes>(
  collection: CodedCollection,
  id: string,
  dimension: number,
  wait: Pick<SendOptions, "timeoutMs" | "signal">,
): Promise<StoredRecord<A> | undefined> {
  const stored = await readStoredVector(collection, id, dimension, wait);
  if (stored === undefined) return undefined;
  const { vector, attributes: text } = stored;
  return { id, vector, ...shownOf<A>(text) };
}

/** What users see of the attributes that are stored with an element. */
function shownOf<A extends Attributes>(
  stored: string | undefined,
): { readonly attributes?: A; readonly expiresAtMs?: number } {
  const attributes = storedAttributes(stored);
  const expiresAtMs = expiresAtOf(stored);
  return {
    ...(attributes === undefined ? {} : { attributes: attributes as A }),
    ...(expiresAtMs === undefined ? {} : { expiresAtMs }),
  };
}
