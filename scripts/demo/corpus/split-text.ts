const sentences = new Intl.Segmenter("en", { granularity: "sentence" });

/** Splits text into pieces of at most `maxLength` characters, between sentences, or between words within a longer sentence. */
export function splitText(text: string, maxLength: number): string[] {
  if (text.length <= maxLength) return [text];
  const parts = [...sentences.segment(text)].flatMap(({ segment }) =>
    segment.length <= maxLength ? [segment] : splitAtBlanks(segment, maxLength),
  );
  const pieces: string[] = [];
  for (const part of parts) {
    const last = pieces.at(-1);
    if (last !== undefined && last.length + part.trimEnd().length <= maxLength)
      pieces[pieces.length - 1] = last + part;
    else pieces.push(part);
  }
  return pieces.map((piece) => piece.trim()).filter((piece) => piece !== "");
}

function splitAtBlanks(text: string, maxLength: number): string[] {
  const pieces: string[] = [];
  let rest = text;
  while (rest.length > maxLength) {
    const blank = rest.lastIndexOf(" ", maxLength);
    const end = blank > 0 ? blank + 1 : wholeCharacters(rest, maxLength);
    pieces.push(rest.slice(0, end));
    rest = rest.slice(end);
  }
  return [...pieces, rest];
}

/** `length`, or one less if it would split a surrogate pair. */
function wholeCharacters(text: string, length: number): number {
  return length > 1 && /[\uD800-\uDBFF]/.test(text.charAt(length - 1)) ? length - 1 : length;
}
