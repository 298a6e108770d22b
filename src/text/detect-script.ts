export type WritingScript =
  | "Latin"
  | "Cyrillic"
  | "Greek"
  | "Hebrew"
  | "Arabic"
  | "Devanagari"
  | "Thai"
  | "Han"
  | "Kana"
  | "Hangul";

/** First and last code unit of the common blocks. Characters of other blocks count for no script. */
const RANGES: readonly (readonly [number, number, WritingScript])[] = [
  [0x0041, 0x005a, "Latin"],
  [0x0061, 0x007a, "Latin"],
  [0x00c0, 0x024f, "Latin"],
  [0x1e00, 0x1eff, "Latin"],
  [0x0370, 0x03ff, "Greek"],
  [0x1f00, 0x1fff, "Greek"],
  [0x0400, 0x052f, "Cyrillic"],
  [0x0590, 0x05ff, "Hebrew"],
  [0x0600, 0x06ff, "Arabic"],
  [0x0750, 0x077f, "Arabic"],
  [0x0900, 0x097f, "Devanagari"],
  [0x0e00, 0x0e7f, "Thai"],
  [0x3040, 0x30ff, "Kana"],
  [0x3400, 0x4dbf, "Han"],
  [0x4e00, 0x9fff, "Han"],
  [0x1100, 0x11ff, "Hangul"],
  [0xac00, 0xd7af, "Hangul"],
];

/**
 * The script of more than two thirds of the letters, else undefined. Japanese mixes Han and Kana: if more than a tenth of the
 * letters are Kana, Han counts as Kana.
 */
export function detectScript(text: string): WritingScript | undefined {
  const counts = new Map<WritingScript, number>();
  let [latin, total] = [0, 0];
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) {
      if ((unit | 0x20) >= 0x61 && (unit | 0x20) <= 0x7a) latin += 1;
      continue;
    }
    const script = RANGES.find(([first, last]) => unit >= first && unit <= last)?.[2];
    if (script === undefined) continue;
    counts.set(script, (counts.get(script) ?? 0) + 1);
    total += 1;
  }
  if (total === 0) return latin === 0 ? undefined : "Latin";
  total += latin;
  counts.set("Latin", (counts.get("Latin") ?? 0) + latin);
  const kana = counts.get("Kana") ?? 0;
  if (kana * 10 > total) {
    counts.set("Kana", kana + (counts.get("Han") ?? 0));
    counts.delete("Han");
  }
  for (const [script, count] of counts) if (count * 3 > total * 2) return script;
  return undefined;
}
