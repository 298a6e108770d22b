import { createHash, createHmac } from "node:crypto";

export interface VectorSpace {
  readonly model: string;
  readonly dimension: number;
  /** Part of the key, so that caches with and without rounding do not read each other's entries. */
  readonly storage: "float32" | "int8";
}

/**
 * Names the keys of one cache: the tag, then 64 hexadecimal digits of SHA-256 (with a secret: HMAC-SHA-256) over model,
 * dimension, storage and text. The text counts exactly as it is, case and white space included.
 */
export function textKeys(tag: string, space: VectorSpace, secret?: string): (text: string) => string {
  // JSON holds no line end, so no other header and text make up the same bytes.
  const header = `${JSON.stringify([1, space.storage, space.dimension, space.model])}\n`;
  return (text) => {
    const hash = secret === undefined ? createHash("sha256") : createHmac("sha256", secret);
    // UTF-16, because UTF-8 would make all lone surrogates the same character.
    return `${tag}:${hash.update(header, "utf8").update(text, "utf16le").digest("hex")}`;
  };
}
