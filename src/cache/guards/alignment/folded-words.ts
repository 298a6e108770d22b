/** Empty words that are one in a frame: their differences are marks, or none. */
const FOLDED: ReadonlyMap<string, string> = table([
  "be is are am was were been",
  "aux do does did can could may might should must will would shall have has had",
  "i you we",
  "who whom",
  "what which",
  "in at within",
  "and or",
]);
/** Words that make the opposite of a question when one takes the other's place. */
const OPPOSITES: ReadonlyMap<string, string> = new Map(
  "up down,in out,into out,on off,over under,above below,before after,to from,for against,inside outside,vor nach,auf zu,mit gegen,sur sous,sobre bajo,para de"
    .split(",")
    .map((pair) => pair.split(" ") as [string, string]),
);

/** The form of an empty word that stands in a frame. */
export function foldedEmptyWord(word: string): string {
  return FOLDED.get(word) ?? word;
}

/** The one place at which two frames differ, if the words there are opposites (`up`, `down`). */
export function oppositeWords(
  a: readonly string[],
  b: readonly string[],
): readonly [string, string] | undefined {
  if (a.length !== b.length) return undefined;
  const at = a.findIndex((word, i) => word !== b[i]);
  if (at < 0 || a.some((word, i) => i > at && word !== b[i])) return undefined;
  const [ours, theirs] = [a[at]!, b[at]!];
  return OPPOSITES.get(ours) === theirs || OPPOSITES.get(theirs) === ours ? [ours, theirs] : undefined;
}

function table(lines: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    lines.flatMap((line) => {
      const words = line.split(" ");
      return words.map((word) => [word, words[0]!] as const);
    }),
  );
}
