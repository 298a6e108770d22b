import type { Language } from "../../../text/index.js";
import { MARK_WORDS } from "./mark-words.js";
import { isPast } from "./word-forms.js";

/**
 * What closed-class words of a question say, one bit field for each axis. Two questions with the same words contradict each
 * other if both speak on an axis and say different things.
 */
export interface Marks {
  tense: number;
  /** The verb of permission, advice or duty: may, should, must. */
  mode: number;
  quantity: number;
  limit: number;
  time: number;
  asks: number;
}

export type Axis = keyof Marks;

const AXES: Readonly<Record<Axis, readonly string[]>> = {
  tense: ["present", "past", "future", "perfect", "supposed", "progressive"],
  mode: ["can", "must", "should"],
  quantity: ["all", "none", "many", "few", "half", "some", "any", "one"],
  limit: ["over", "under"],
  time: ["before", "during", "after"],
  asks: ["where", "when", "who", "why", "long", "much", "often", "old", "far", "high", "fast"],
};

interface Mark {
  readonly axis: Axis;
  readonly bit: number;
}

/** Marks what auxiliaries do not show: `who won` is past, `who wins` present, `are rising` goes on. */
export function markVerbs(
  marks: Marks,
  frame: readonly string[],
  content: readonly { readonly stem: string; readonly word: string }[],
): void {
  if (marks.tense === PRESENT || marks.tense === PAST) {
    const goesOn = frame.includes("being") || content.some(({ word }) => PROGRESSING.test(word));
    if (frame.includes("be") && goesOn) marks.tense |= PROGRESSIVE;
  } else if (
    marks.tense === 0 &&
    marks.mode === 0 &&
    (frame[0] === "who" || frame[0] === "what") &&
    frame[1] === "_"
  ) {
    marks.tense = content.some(({ stem, word }) => isPast(word, stem)) ? PAST : PRESENT;
  }
}

/**
 * Whether two questions whose other words are the same differ in tense and mode together: `did it fall`, `might it fall`.
 * `isAboutAsker`: the asker does it, who may well write `would I` or `should I` for `do I`.
 */
export function differInVerb(a: Marks, b: Marks, isAboutAsker: boolean): boolean {
  const [plain, moded] = a.mode === 0 ? [a, b] : [b, a];
  if (plain.mode === 0 && moded.mode !== 0 && moded.tense === 0) {
    if (plain.tense === PAST) return true;
    return plain.tense === PRESENT && !isAboutAsker && (moded.mode & CAN) === 0;
  }
  const pair = a.tense | b.tense;
  return !isAboutAsker && a.tense !== b.tense && pair === (SUPPOSED | PRESENT);
}

const PROGRESSING = /..ing$/;
const tables = new Map<Language, ReadonlyMap<string, readonly Mark[]>>();

export function noMarks(): Marks {
  return { tense: 0, mode: 0, quantity: 0, limit: 0, time: 0, asks: 0 };
}

/** What a word marks; undefined for most words. A phrase that stands for a mark ends with `#` or `?`. */
export function marksOf(word: string, language: Language): readonly Mark[] | undefined {
  let table = tables.get(language);
  if (table === undefined) {
    table = buildTable(language);
    tables.set(language, table);
  }
  return table.get(word);
}

/**
 * The first axis on which two questions with the same words say different things. Present and future agree (`When does it
 * start`, `When will it start`), and so do a perfect and a present or past; `should` agrees with `must`.
 */
export function differentAxis(a: Marks, b: Marks): Axis | undefined {
  for (const axis of AXIS_NAMES) if (differ(axis, a[axis], b[axis])) return axis;
  return undefined;
}

const AXIS_NAMES = Object.keys(AXES) as readonly Axis[];
const [PRESENT, PAST, FUTURE, PERFECT, SUPPOSED, PROGRESSIVE] = [1, 2, 4, 8, 16, 32];
const CAN = 1;
/** `some`, `any`, `one`: texts use one for the other. */
const VAGUE = (1 << 5) | (1 << 6) | (1 << 7);

function differ(axis: Axis, a: number, b: number): boolean {
  const shared = axis === "tense" ? a & b & ~PROGRESSIVE : a & b;
  if (a === 0 || b === 0 || shared !== 0) return false;
  if (axis === "tense") {
    const pair = (a | b) & ~PROGRESSIVE;
    if ((pair & PERFECT) !== 0 && pair !== (a | b)) return true;
    if ((pair & ~(PRESENT | FUTURE)) === 0 || (pair & ~(PERFECT | PRESENT)) === 0) return false;
    return (pair & ~(PERFECT | PAST)) !== 0 && (pair & ~(SUPPOSED | PRESENT | FUTURE)) !== 0;
  }
  if (axis === "quantity") return ((a | b) & ~VAGUE) !== 0;
  return axis !== "mode" || ((a | b) & CAN) !== 0;
}

function buildTable(language: Language): ReadonlyMap<string, readonly Mark[]> {
  const table = new Map<string, Mark[]>();
  const add = (word: string, mark: Mark) => table.set(word, [...(table.get(word) ?? []), mark]);
  for (const axis of AXIS_NAMES) {
    for (const [place, meaning] of AXES[axis].entries()) {
      const mark = { axis, bit: 1 << place };
      add(`${meaning}#`, mark);
      add(`${meaning}?`, mark);
      for (const word of MARK_WORDS[language][meaning]?.split(" ") ?? []) add(word, mark);
    }
  }
  return table;
}
