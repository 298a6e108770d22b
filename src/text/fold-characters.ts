/** Unicode normalisation makes a grave accent of it. That must happen before code between grave accents is looked for. */
const GREEK_VARIA = /\u1fef/gu;
const LINE_ENDS = /\r\n|[\r\v\f\u0085\u2028\u2029]/gu;
/** White space of one line: tab and every Unicode space, the no-break ones included. */
const SPACES = /[\t\p{Zs}]/gu;
/**
 * Characters without a shape of their own: soft hyphen, zero-width space, word joiner, byte-order mark, direction
 * marks. The joiners U+200C and U+200D stay: they change words (Persian, Indic scripts) and emoji.
 */
const INVISIBLE = /[\u00ad\u061c\u200b\u200e\u200f\u2060\ufeff]/gu;
const SINGLE_QUOTES = /[\u2018-\u201b]/gu;
const DOUBLE_QUOTES = /[\u201c-\u201f]/gu;
const DASHES = /[\u2010-\u2015\u2212]/gu;
/**
 * Full-width and half-width forms and the Latin ligatures, except the full-width grave accent: folding it could begin code
 * where there was none.
 */
const WIDTH_FORMS = /[\uff01-\uff3f\uff41-\uff9f\uffe0\uffe1\uffe5\uffe6\ufb00-\ufb06]+/gu;
const PLAIN = /^[\n\x20-\x7e]*$/;

/** What is folded inside code, too: line ends to `\n`, and lone surrogates to U+FFFD, because UTF-8 does not keep them. */
export function foldLineEnds(text: string): string {
  return text.toWellFormed().replace(LINE_ENDS, "\n").replace(GREEK_VARIA, "`");
}

/**
 * Folds characters that look alike and mean the same, and nothing else: to Unicode NFC; every space to a blank; curly quotes,
 * dashes (the minus sign, too), the ellipsis, full-width and half-width forms and Latin ligatures to their plain forms.
 * Invisible characters are removed. Not to NFKC, which would make `x²` into `x2` and `½` into `1⁄2`.
 */
export function foldCharacters(text: string): string {
  if (PLAIN.test(text)) return text;
  return text
    .normalize("NFC")
    .replace(SPACES, " ")
    .replace(INVISIBLE, "")
    .replace(SINGLE_QUOTES, "'")
    .replace(DOUBLE_QUOTES, '"')
    .replace(DASHES, "-")
    .replaceAll("\u2026", "...")
    .replace(WIDTH_FORMS, (run) => run.normalize("NFKC"))
    .normalize("NFC");
}
