/** A longer word (a key, a blob in Base64) counts by its first characters. */
const MAX_WORD_LENGTH = 64;
/** Characters that are not seen and would make two words of one that is read. */
const INVISIBLE = /[\u00ad\u200b\u2060\ufeff]/g;
const APOSTROPHES = /[\u2018\u2019\u02bc]/g;

/** No word has a blank in it. */
const BLANKS = /\s+/u;
/** One word, as the segmenter would find it too, with marks before and after it. Most words of English are such. */
const PLAIN_WORD = /^[("]?([a-z0-9]+)[.,;:!?)"]*$/;
/** In a text of n words, a segmenter of Node 20 takes time in proportion to n² (17 s for 20,000 words), so it gets short pieces. */
const PIECES = /[^。、！？]{1,256}/gu;

/** A segmenter takes a millisecond to make. */
const SEGMENTERS = new Map<string, Intl.Segmenter>();

/**
 * The words of a text in their order, as the index stores them before they are stemmed: in Unicode NFKC and lower case, cut by
 * `Intl.Segmenter`. So `ERR-42` is `err` and `42`, and `v8.0.2` is one word. A word with an apostrophe is divided there, and single letters
 * of it are left out: `l'heure` is `heure`, `user's` is `user`. Scripts without blanks (Chinese, Japanese, Thai, …) are cut by the
 * dictionaries of the process's ICU, which differ a little between versions of Node.
 *
 * @param language - BCP 47 tag for the segmenter.
 */
export function textWords(text: string, language = "und"): string[] {
  const folded = text
    .toWellFormed()
    .normalize("NFKC")
    .replace(INVISIBLE, "")
    .replace(APOSTROPHES, "'")
    .toLowerCase();
  const words: string[] = [];
  for (const run of folded.split(BLANKS)) {
    const plain = PLAIN_WORD.exec(run)?.[1];
    if (plain !== undefined) words.push(shortened(plain));
    else for (const piece of run.match(PIECES) ?? []) words.push(...segmentsOf(piece, language));
  }
  return words;
}

function segmentsOf(piece: string, language: string): string[] {
  const words: string[] = [];
  for (const { segment, isWordLike } of segmenterOf(language).segment(piece)) {
    if (!isWordLike) continue;
    if (!segment.includes("'")) words.push(shortened(segment));
    else for (const part of segment.split("'")) if (part.length > 1) words.push(shortened(part));
  }
  return words;
}

function shortened(word: string): string {
  return word.length > MAX_WORD_LENGTH ? word.slice(0, MAX_WORD_LENGTH).toWellFormed() : word;
}

function segmenterOf(language: string): Intl.Segmenter {
  let segmenter = SEGMENTERS.get(language);
  if (segmenter === undefined) {
    segmenter = new Intl.Segmenter(language, { granularity: "word" });
    SEGMENTERS.set(language, segmenter);
  }
  return segmenter;
}
