import type { Language } from "../../text/index.js";
import { type PolarWord, polarWordsOf } from "./antonyms.js";
import { type Direction, directionOf, isReversed } from "./direction.js";
import type { Comparison } from "./reading/comparison.js";
import { hidesDenial, splitByNegation } from "./reading/negated-words.js";
import { stemOf } from "./reading/tokens.js";

const CONTRACTION = /'(?:s|re|ll|ve|d|m)$/;

export interface NegationFacts {
  readonly denied: ReadonlyMap<string, string>;
  readonly said: ReadonlySet<string>;
  readonly polar: readonly PolarWord[];
  readonly direction: Direction | undefined;
  /** A word denies something by its meaning. */
  readonly hidesDenial: boolean;
}

export function extractNegation(words: readonly string[], language: Language | undefined): NegationFacts {
  const stems = words.map((word) => stemOf(word.includes("'") ? word.replace(CONTRACTION, "") : word));
  return {
    ...splitByNegation(words, stems, language),
    polar: polarWordsOf(words, stems),
    direction: directionOf(words, stems),
    hidesDenial: hidesDenial(words),
  };
}

/**
 * Two texts contradict each other if
 *
 * - one denies a word that the other says (`can i not fly`, `can i fly`), and the other denies nothing, or also denies a word
 *   that the first says, and no word denies by its meaning (`forbidden`); or
 * - one has a word of which the other has only the opposite (`enable`, `disable`), unless one of the two words is denied
 *   (`not open`, `closed`); or
 * - one goes from A to B and the other from B to A.
 */
export function compareNegation(query: NegationFacts, entry: NegationFacts): Comparison {
  const [ours, theirs] = [deniedOnlyBy(query, entry), deniedOnlyBy(entry, query)];
  const isDenied =
    (ours !== undefined && (theirs !== undefined || entry.denied.size === 0)) ||
    (theirs !== undefined && query.denied.size === 0);
  if (isDenied && !query.hidesDenial && !entry.hidesDenial)
    return {
      detail: "denied in one text only",
      query: ours ? [`not ${ours}`] : [],
      entry: theirs ? [`not ${theirs}`] : [],
    };
  const opposites = oppositesOf(query, entry);
  if (opposites) return { detail: "opposites", query: [opposites[0].word], entry: [opposites[1].word] };
  if (query.direction && entry.direction && isReversed(query.direction, entry.direction))
    return { detail: "opposite direction", query: query.direction.shown, entry: entry.direction.shown };
  return speaks(query) && speaks(entry) ? "pass" : "not-applicable";
}

/** A word that `one` only denies and `other` only says. */
function deniedOnlyBy(one: NegationFacts, other: NegationFacts): string | undefined {
  if (one.denied.size === 0) return undefined;
  for (const [stem, word] of one.denied)
    if (!one.said.has(stem) && other.said.has(stem) && !other.denied.has(stem)) return word;
  return undefined;
}

function oppositesOf(query: NegationFacts, entry: NegationFacts): [PolarWord, PolarWord] | undefined {
  if (query.polar.length === 0 || entry.polar.length === 0) return undefined;
  for (const a of query.polar) {
    if (hasSide(entry.polar, a.pair, a.side) || hasSide(query.polar, a.pair, a.side === 0 ? 1 : 0)) continue;
    const b = entry.polar.find((word) => word.pair === a.pair);
    if (b !== undefined && query.denied.has(a.stem) === entry.denied.has(b.stem)) return [a, b];
  }
  return undefined;
}

function hasSide(words: readonly PolarWord[], pair: number, side: 0 | 1): boolean {
  return words.some((word) => word.pair === pair && word.side === side);
}

function speaks({ denied, polar, direction }: NegationFacts): boolean {
  return denied.size > 0 || polar.length > 0 || direction !== undefined;
}
