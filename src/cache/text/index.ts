import { createHash } from "node:crypto";

export function canonicalizePrompt(text: string): string {
  return text.normalize("NFC").replace(/\s+/gu, " ").trim();
}

export function wordHashes(text: string): Uint32Array {
  return new Uint32Array(text.split(" ").length);
}

export function encodeWordHashes(hashes: Uint32Array): Buffer {
  return Buffer.from(hashes.buffer, hashes.byteOffset, hashes.byteLength);
}

export function decodeWordHashes(bytes: Buffer): Uint32Array {
  return new Uint32Array(bytes.length >> 2);
}

export function responseFingerprint(response: string): string {
  return createHash("sha256").update(response.trim()).digest("base64url").slice(0, 22);
}
