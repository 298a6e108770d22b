import { OctavecError } from "../errors/index.js";

/** A value as bytes, and the type by which its serializer knows how to read them, for example `json`. */
export interface Serialized {
  readonly type: string;
  readonly bytes: Uint8Array;
}

/** The type, a zero byte, and the bytes. */
export function encodeSerialized({ type, bytes }: Serialized): Buffer {
  return Buffer.concat([Buffer.from(`${type}\0`), bytes]);
}

/** @throws OctavecError `UNEXPECTED_REPLY` for what `encodeSerialized` did not make. */
export function decodeSerialized(stored: Uint8Array): Serialized {
  const end = stored.indexOf(0);
  if (end === -1) {
    throw new OctavecError(
      "UNEXPECTED_REPLY",
      "A stored value has no type. Check that only this library writes under these keys.",
    );
  }
  return { type: Buffer.from(stored.subarray(0, end)).toString("utf8"), bytes: stored.subarray(end + 1) };
}
