import { wordSet } from "../../text/index.js";

/** The direction in a text: stems of the words on both sides of it (`from Paris to Rome`, `dollars in a euro`). */
export interface Direction {
  readonly from: readonly string[];
  readonly to: readonly string[];
  /** The words that it was read from, for an explanation. */
  readonly shown: readonly string[];
}

const TOWARDS = wordSet("to into");
/** Words between two things whose order matters. */
const BETWEEN = wordSet("to into than per minus by in");
const EMPTY = wordSet(
  "a an the of my your is are was do does did how what which who many much more less i you me we for and or with at " +
    "on can could will would",
);
/** Words that count on each side, at most. */
const SIDE_WORDS = 3;

/**
 * The direction in a text: `from A to B` and `to B from A`; else the words around the first `to`, `into`, `than`, `per`,
 * `minus`, `by` or `in` that has words on both sides. Undefined if there is none.
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

/** Whether one goes from A to B and the other from B to A. Words that both have on the same side do not count. */
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
