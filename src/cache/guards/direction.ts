import { wordSet } from "../../text/index.js";

/** What a text says of a way or an order: from what, to what; stems. */
export interface Direction {
  readonly from: readonly string[];
  readonly to: readonly string[];
  /** The words that it was read from, for an explanation. */
  readonly shown: readonly string[];
}

const TOWARDS = wordSet("to into");
/** Between the two things that they put in order. */
const BETWEEN = wordSet("to into than per minus by in");
const EMPTY = wordSet(
  "a an the of my your is are was do does did how what which who many much more less i you me we for and or with at " +
    "on can could will would",
);
const SIDE_WORDS = 3;

/**
 * The way or order in a text: `from A to B` and `to B from A`, else the words around the first `to`, `into`, `than`,
 * `per`, `minus`, `by` or `in` that has some on both sides. Undefined when there is none.
 */
export function directionOf(words: readonly string[], stems: readonly string[]): Direction | undefined {
  const fromAt = words.indexOf("from");
  if (fromAt !== -1) {
    const toAt = words.findIndex(
      (word, i) => TOWARDS.has(word) && (i > fromAt || fromAt - i <= SIDE_WORDS + 1),
    );
    const from = after(words, fromAt);
    const to = toAt === -1 ? [] : after(words, toAt);
    return directionFrom(words, stems, from, to);
  }
  for (let i = 1; i < words.length - 1; i++) {
    if (!BETWEEN.has(words[i]!)) continue;
    const from = before(words, i);
    const to = after(words, i);
    const direction = directionFrom(words, stems, from, to);
    if (direction !== undefined) return direction;
  }
  return undefined;
}

/** True when one goes from B to A where the other goes from A to B; words that both have on the same side say nothing. */
export function isReversed(a: Direction, b: Direction): boolean {
  return (
    a.from.some((stem) => b.to.includes(stem) && !a.to.includes(stem) && !b.from.includes(stem)) &&
    a.to.some((stem) => b.from.includes(stem) && !a.from.includes(stem) && !b.to.includes(stem))
  );
}

function directionFrom(
  words: readonly string[],
  stems: readonly string[],
  from: readonly number[],
  to: readonly number[],
): Direction | undefined {
  if (from.length === 0 || to.length === 0) return undefined;
  const pick = (list: readonly string[], places: readonly number[]) => places.map((i) => list[i]!);
  return {
    from: pick(stems, from),
    to: pick(stems, to),
    shown: [...pick(words, from), "→", ...pick(words, to)],
  };
}

function after(words: readonly string[], at: number): number[] {
  const found: number[] = [];
  for (let i = at + 1; i < words.length && found.length < SIDE_WORDS; i++) {
    if (BETWEEN.has(words[i]!) || words[i] === "from") break;
    if (!EMPTY.has(words[i]!)) found.push(i);
    else if (found.length > 0) break;
  }
  return found;
}

function before(words: readonly string[], at: number): number[] {
  const found: number[] = [];
  for (let i = at - 1; i >= 0 && found.length < SIDE_WORDS; i--) {
    if (BETWEEN.has(words[i]!)) break;
    if (!EMPTY.has(words[i]!)) found.unshift(i);
  }
  return found;
}
