import type { Language } from "../../../text/index.js";
import { isPast } from "./word-forms.js";

/**
 * What closed-class words of a question say, one bit field for each axis. Two questions with the same words contradict each
 * other if both speak on an axis and say different things.
 */
export interface Marks {
  tense: number;
  /** Whether something may, should or must be. */
  mode: number;
  quantity: number;
  limit: number;
  time: number;
  asks: number;
}

export type Axis = keyof Marks;

const AXES: Readonly<Record<Axis, readonly string[]>> = {
  tense: ["present", "past", "future", "perfect", "supposed"],
  mode: ["can", "must", "should"],
  quantity: ["all", "none", "many", "few", "half", "twice", "some", "any", "one"],
  limit: ["over", "under"],
  time: ["before", "during", "after"],
  asks: ["where", "when", "who", "why", "long", "much", "often", "old", "far", "high", "fast"],
};

/** Words by what they mark. */
const WORDS: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  en: {
    present: "is are am do does 's",
    past: "did was were",
    future: "will shall",
    perfect: "has have had",
    supposed: "would",
    can: "can could may might able possible allowed permitted permissible permission able",
    must: "must need obliged mandatory compulsory required obligatory",
    should: "should advisable",
    all: "all every each everybody everyone everything entire whole both always",
    some: "some certain somebody someone something sometimes occasionally",
    none: "none nobody nothing never",
    many: "many several multiple numerous most majority lot usually often mostly",
    few: "few fewest little least hardly rarely seldom minority scarcely",
    half: "half",
    one: "once one",
    twice: "twice",
    any: "any anyone anybody anything ever",
    over: "over above exceeding exceed exceeds beyond more minimum",
    under: "under below within less fewer maximum",
    before: "before until prior till",
    during: "during while within",
    after: "after since once past",
    where: "where",
    when: "when",
    who: "who whom whose",
    why: "why",
  },
  de: {
    present: "ist sind bin hat wird beginnt",
    past: "war waren wurde wurden hatte begann gab",
    future: "werde",
    can: "kann darf können dürfen möglich erlaubt",
    must: "muss müssen pflicht verpflichtet",
    should: "soll sollte sollten",
    all: "alle jeder jede jedes jeden ganze gesamte sämtliche immer allen",
    some: "einige manche manchmal teil",
    none: "nie niemand niemals nichts",
    many: "viele meisten oft meist",
    few: "wenige selten kaum",
    half: "halb halbe hälfte",
    one: "eine einen einzelne einzige",
    over: "über mehr ab mindestens älter größer",
    under: "unter weniger höchstens bis jünger kleiner",
    before: "vor bevor vorher",
    after: "nach nachdem nachher",
    where: "wo",
    when: "wann",
    who: "wer wen",
    why: "warum weshalb",
  },
  fr: {
    present: "est sont a commence",
    past: "était étaient fut avait",
    future: "sera seront commencera fera",
    can: "peut peux possible permis",
    must: "doit dois faut obligatoire",
    all: "tous toutes tout toute chaque entier entière ensemble toujours",
    some: "certains certaines quelques plusieurs parfois partie",
    none: "aucun aucune personne jamais rien",
    many: "beaucoup plupart souvent",
    few: "peu rarement",
    half: "moitié",
    one: "un une seul seule",
    over: "plus dessus",
    under: "moins dessous",
    before: "avant",
    after: "après depuis",
    where: "où",
    when: "quand",
    who: "qui",
    why: "pourquoi",
  },
  es: {
    present: "es son está están",
    past: "era eran fue fueron estaba empezó",
    future: "será serán empezará",
    can: "puede puedo posible permitido",
    must: "debe debo obligatorio",
    all: "todos todas todo toda cada entero entera siempre cualquier",
    some: "algunos algunas varios unos",
    none: "ninguno ninguna nadie nunca jamás nada",
    many: "muchos muchas mayoría",
    few: "pocos pocas",
    half: "mitad",
    one: "un una único única",
    over: "más encima mayores mayor",
    under: "menos debajo menores menor",
    before: "antes",
    during: "durante",
    after: "después desde",
    where: "dónde",
    when: "cuándo",
    who: "quién quiénes",
  },
  it: {
    present: "è sono inizia",
    past: "era erano fu iniziato",
    future: "sarà saranno inizierà",
    can: "può posso possibile permesso",
    must: "deve devo obbligatorio",
    all: "tutti tutte tutto tutta ogni intero intera sempre",
    some: "alcuni alcune qualche certi",
    none: "nessuno nessuna mai niente",
    many: "molti molte maggior",
    few: "pochi poche",
    half: "metà",
    one: "un una uno singolo",
    over: "più sopra oltre maggiori maggiore",
    under: "meno sotto minori minore",
    before: "prima",
    during: "durante",
    after: "dopo",
    where: "dove",
    when: "quando",
    who: "chi",
  },
  pt: {
    present: "é são está estão",
    past: "era eram foi foram estava começou",
    future: "será serão vai",
    can: "pode posso possível permitido",
    must: "deve devo obrigatório",
    all: "todos todas todo toda cada inteiro inteira sempre qualquer",
    some: "alguns algumas vários",
    none: "nenhum nenhuma ninguém nunca jamais nada",
    many: "muitos muitas maioria",
    few: "poucos poucas",
    half: "metade",
    one: "um uma único única",
    over: "mais acima maiores maior",
    under: "menos abaixo menores menor",
    before: "antes",
    during: "durante",
    after: "depois após",
    where: "onde",
    when: "quando",
    who: "quem",
  },
  nl: {
    present: "is zijn ben heeft begint",
    past: "was waren werd werden had begon begonnen",
    future: "zal zullen gaat",
    can: "kan mag kunnen mogen mogelijk toegestaan",
    must: "moet moeten verplicht",
    all: "alle elke elk iedere ieder iedereen hele geheel altijd",
    some: "sommige enkele soms deel",
    none: "niemand nooit niets",
    many: "veel meeste vaak",
    few: "weinig zelden",
    half: "half halve helft",
    one: "een enkel",
    over: "meer boven vanaf ouder minstens",
    under: "minder onder hoogstens jonger",
    before: "voor voordat",
    during: "tijdens",
    after: "na nadat",
    where: "waar",
    when: "wanneer",
    who: "wie",
    why: "waarom",
  },
};

interface Mark {
  readonly axis: Axis;
  readonly bit: number;
}

/** Marks the past of a question for the subject, which has no auxiliary: `who won`. */
export function markSubjectPast(
  marks: Marks,
  frame: readonly string[],
  content: readonly { readonly stem: string; readonly word: string }[],
): void {
  if (marks.tense !== 0 || marks.mode !== 0 || (frame[0] !== "who" && frame[0] !== "what")) return;
  if (content.some(({ stem, word }) => isPast(word, stem))) marks.tense = PAST;
}

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
const [PRESENT, PAST, FUTURE, PERFECT, SUPPOSED] = [1, 2, 4, 8, 16];
const CAN = 1;
/** `some`, `any`, `one`: texts use one for the other. */
const VAGUE = (1 << 6) | (1 << 7) | (1 << 8);

function differ(axis: Axis, a: number, b: number): boolean {
  if (a === 0 || b === 0 || (a & b) !== 0) return false;
  if (axis === "tense") {
    const pair = a | b;
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
      for (const word of WORDS[language][meaning]?.split(" ") ?? []) add(word, mark);
    }
  }
  return table;
}
