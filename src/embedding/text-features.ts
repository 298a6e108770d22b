/** One feature of a text, with its weight in the vector. */
export interface TextFeature {
  readonly name: string;
  readonly weight: number;
}

const WORD_WEIGHT = 1;
/** Much less than that of whole words: `cancel` and `cancelled` become similar, `form` and `from` hardly. */
const TRIGRAM_WEIGHT = 0.25;

/**
 * The words of a text (letters and digits, NFKC, lower case) and the three-letter pieces of each word, with marks for its
 * beginning and end. A text without letters and digits counts as one word, so every text that is not blank has a feature.
 */
export function textFeatures(text: string): TextFeature[] {
  const normalized = text.normalize("NFKC").toLowerCase();
  const words = normalized.match(/[\p{L}\p{N}]+/gu) ?? [normalized.trim()];
  return words.flatMap((word) => {
    const letters = [..."^", ...word, "$"];
    const trigrams = letters.slice(2).map((_, i) => letters.slice(i, i + 3).join(""));
    return [
      { name: `word:${word}`, weight: WORD_WEIGHT },
      ...trigrams.map((name) => ({ name: `part:${name}`, weight: TRIGRAM_WEIGHT })),
    ];
  });
}
