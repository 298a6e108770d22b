import { createHash, createHmac } from "node:crypto";

export interface VectorSpace {
  readonly model: string;
  readonly dimension: number;
  /** Part of the key, so that caches with different storage do not read each other's entries. */
  readonly storage: "float32" | "int8";
}

/**
 * Returns a function that makes the key of a text: the tag, and the SHA-256 (with a secret: HMAC-SHA-256) of model, dimension,
 * storage and text in 64 hexadecimal digits. Texts that differ in case or white space have different keys.
 */
export function textKeys(tag: string, space: VectorSpace, secret?: string): (text: string) => string {
  // JSON contains no line end, so different headers and texts never give the same bytes.
  const header = `${JSON.stringify([1, space.storage, space.dimension, space.model])}\n`;
  return (text) => {
    const hash = secret === undefined ? createHash("sha256") : createHmac("sha256", secret);
    // UTF-16, because in UTF-8 all lone surrogates become the same character.
    return `${tag}:${hash.update(header, "utf8").update(text, "utf16le").digest("hex")}`;
  };
}

/** The key of the calibration of a model's int8 vectors. */
export function calibrationKey(tag: string, { model, dimension }: Omit<VectorSpace, "storage">): string {
  const hash = createHash("sha256")
    .update(JSON.stringify([dimension, model]), "utf8")
    .digest("hex");
  return `${tag}:calibration:${hash}`;
}
