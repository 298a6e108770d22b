const OFFSET_BASIS = 0x811c_9dc5;
const PRIME = 0x0100_0193;

/**
 * 32-bit FNV-1a of the UTF-8 bytes of a text (draft-eastlake-fnv): 0 … 2³² − 1. Not for secrets. Needs no buffer of the
 * bytes. A lone surrogate counts as U+FFFD, as in UTF-8.
 */
export function fnv1a(text: string): number {
  let hash = OFFSET_BASIS;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) {
      hash = Math.imul(hash ^ unit, PRIME);
      continue;
    }
    const point = text.codePointAt(i) ?? 0;
    if (point > 0xffff) i += 1;
    hash = mixWide(hash, point >= 0xd800 && point <= 0xdfff ? 0xfffd : point);
  }
  return hash >>> 0;
}

function mixWide(hash: number, point: number): number {
  const tail = (shift: number): number => 0x80 | ((point >>> shift) & 0x3f);
  const bytes =
    point < 0x800
      ? [0xc0 | (point >>> 6), tail(0)]
      : point < 0x1_0000
        ? [0xe0 | (point >>> 12), tail(6), tail(0)]
        : [0xf0 | (point >>> 18), tail(12), tail(6), tail(0)];
  return bytes.reduce((mixed, byte) => Math.imul(mixed ^ byte, PRIME), hash);
}
