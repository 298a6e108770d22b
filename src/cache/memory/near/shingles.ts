const SHINGLE_LENGTH = 4;
const OFFSET_BASIS = 0x811c_9dc5;
const PRIME = 0x0100_0193;

/**
 * The different pieces of 4 UTF-16 code units of a text with a blank at each end, hashed to 32 bits (FNV-1a over the
 * units). Overlapping pieces of characters, not words: a typing slip in one of ten words costs 4 pieces of about 60, not
 * one word of ten. A text of fewer than two characters is one piece.
 */
export function shingleHashes(text: string): Set<number> {
  const hashes = new Set<number>();
  const framed = ` ${text} `;
  const last = Math.max(0, framed.length - SHINGLE_LENGTH);
  for (let start = 0; start <= last; start++) {
    let hash = OFFSET_BASIS;
    const end = Math.min(framed.length, start + SHINGLE_LENGTH);
    for (let i = start; i < end; i++) hash = Math.imul(hash ^ framed.charCodeAt(i), PRIME);
    hashes.add(hash >>> 0);
  }
  return hashes;
}
