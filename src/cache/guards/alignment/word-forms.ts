import { bySpelling } from "../reading/tokens.js";

/** Forms of words that no rule finds, beginning with the form that stands for all. */
const IRREGULAR = [
  "buy bought",
  "bring brought",
  "think thought",
  "teach taught",
  "catch caught",
  "write wrote written",
  "drive drove driven",
  "eat ate eaten",
  "give gave given",
  "take took taken",
  "go went gone goes",
  "see saw seen",
  "come came",
  "become became",
  "run ran running",
  "begin began begun",
  "drink drank drunk",
  "swim swam swum",
  "sink sank sunk",
  "drown drowned",
  "shrink shrank shrunk",
  "shake shook shaken",
  "wake woke woken",
  "cut cutting",
  "put putting",
  "dig dug",
  "hang hung",
  "strike struck stricken",
  "swear swore sworn",
  "bear bore born borne",
  "bend bent",
  "deal dealt",
  "dream dreamt",
  "fight fought",
  "learn learnt",
  "light lit",
  "mean meant",
  "read reading",
  "seek sought",
  "shine shone",
  "slide slid",
  "smell smelt",
  "spread spreading",
  "stick stuck",
  "sweep swept",
  "weep wept",
  "goose geese",
  "loaf loaves",
  "shelf shelves",
  "thief thieves",
  "wolf wolves",
  "criterion criteria",
  "sing sang sung",
  "speak spoke spoken",
  "break broke broken",
  "choose chose chosen",
  "freeze froze frozen",
  "steal stole stolen",
  "wear wore worn",
  "tear tore torn",
  "grow grew grown",
  "know knew known",
  "throw threw thrown",
  "fly flew flown flies",
  "draw drew drawn",
  "blow blew blown",
  "sell sold",
  "tell told",
  "hold held",
  "keep kept",
  "sleep slept",
  "leave left",
  "lose lost",
  "send sent",
  "spend spent",
  "lend lent",
  "build built",
  "pay paid",
  "say said",
  "make made making",
  "find found",
  "win won",
  "get got gotten",
  "meet met",
  "feed fed",
  "lead led",
  "sit sat",
  "stand stood",
  "understand understood",
  "fall fell fallen",
  "feel felt",
  "rise rose risen",
  "ride rode ridden",
  "hide hid hidden",
  "bite bit bitten",
  "beat beaten",
  "forget forgot forgotten",
  "hear heard",
  "shoot shot",
  "shut shutting",
  "lie lay lain lying",
  "die dying",
  "child children",
  "man men",
  "woman women",
  "foot feet",
  "tooth teeth",
  "mouse mice",
  "knife knives",
  "life lives",
  "leaf leaves",
  "wife wives",
  "half halves",
  "person people",
  "good better best",
  "bad worse worst",
  "analysis analyses",
];
/** Endings with which one word is made of another of the same meaning. `er` and `ee` are missing: a payer is not a payee. */
const ENDINGS = new Set(
  (
    " e s es y i ed ing ion ions ation ations ment ments ness ly al ally ic ical ity able ible ance ence ant ent ful " +
    "ious ous ish ian ians ese th ize ise ized izing iz ization ive ual uall ency ancy est iest"
  ).split(" "),
);
const IRREGULAR_PASTS = new Set(
  "bought brought thought taught caught wrote drove ate gave took went saw came became ran began drank swam sang spoke broke chose froze stole wore grew knew threw flew drew sold told kept slept lost sent spent built paid said made won got met fell felt rose rode hid forgot heard shot".split(
    " ",
  ),
);
/** Shorter beginnings are shared by chance. */
const MIN_COMMON_START = 4;

let irregular: ReadonlyMap<string, string> | undefined;

/** The form that stands for all forms of an English word, for comparison only: `children` is `child`, `colour` is `color`. */
export function englishStem(word: string): string {
  irregular ??= bySpelling(IRREGULAR);
  const known = irregular.get(word);
  if (known !== undefined) return known;
  let stem = word;
  if (stem.length > 4 && stem.endsWith("ies")) stem = `${stem.slice(0, -3)}y`;
  else if (stem.length > 4 && /(?:[sx]|ch|sh)es$/.test(stem)) stem = stem.slice(0, -2);
  else if (stem.length > 3 && stem.endsWith("s") && !/[su]s$|is$/.test(stem)) stem = stem.slice(0, -1);
  else if (stem.length > 4 && stem.endsWith("ing")) stem = undoubled(stem.slice(0, -3));
  else if (stem.length > 4 && stem.endsWith("ied")) stem = `${stem.slice(0, -3)}y`;
  else if (stem.length > 4 && stem.endsWith("ed")) stem = undoubled(stem.slice(0, -2));
  if (stem.length > 4)
    stem = stem
      .replace(/our$/, "or")
      .replace(/tre$/, "ter")
      .replace(/is(e?)$/, "iz$1");
  if (stem.length > 3 && stem.endsWith("e")) stem = stem.slice(0, -1);
  const base = irregular.get(stem);
  return base ?? stem;
}

/** Whether an English word is the past form of another one: `won`, `started`. */
export function isPast(word: string, stem: string): boolean {
  return word.length > 2 && (word.endsWith("ed") ? word !== stem : IRREGULAR_PASTS.has(word));
}

/** Without accents and the last letters of long words: enough for plurals and most forms of verbs in the other languages. */
export function otherStem(word: string): string {
  return word.normalize("NFD").replace(/\p{M}+/gu, "");
}

/** Whether two English stems are one word in two parts of speech: `deliver` and `delivery`, or one of them mistyped. */
export function areRelated(a: string, b: string): boolean {
  const common = commonStart(a, b);
  if (common >= MIN_COMMON_START || (common === 3 && Math.min(a.length, b.length) === 3)) {
    for (let cut = common; cut >= Math.max(MIN_COMMON_START - 1, common - 1); cut--)
      if (ENDINGS.has(a.slice(cut)) && ENDINGS.has(b.slice(cut))) return true;
  }
  return isMistyped(a, b);
}

/** Whether two words of a language without rules here are forms of one: a long common beginning, short endings. */
export function areInflected(a: string, b: string): boolean {
  const common = commonStart(a, b);
  const [shorter, longer] = [Math.min(a.length, b.length), Math.max(a.length, b.length)];
  return common >= MIN_COMMON_START && shorter - common <= 2 && longer - common <= 4;
}

/** Two neighbouring letters exchanged, or one letter doubled: `recieve`, `adress`. */
function isMistyped(a: string, b: string): boolean {
  if (a.length < 5 || Math.abs(a.length - b.length) > 1) return false;
  const at = commonStart(a, b);
  if (a.length === b.length)
    return (
      a.charAt(at) === b.charAt(at + 1) &&
      a.charAt(at + 1) === b.charAt(at) &&
      a.slice(at + 2) === b.slice(at + 2)
    );
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  return long.charAt(at) === long.charAt(at - 1) && short.slice(at) === long.slice(at + 1);
}

function commonStart(a: string, b: string): number {
  const end = Math.min(a.length, b.length);
  let at = 0;
  while (at < end && a.charCodeAt(at) === b.charCodeAt(at)) at++;
  return at;
}

function undoubled(stem: string): string {
  const last = stem.at(-1);
  return last === stem.at(-2) && last !== "s" && last !== "l" && last !== "e" ? stem.slice(0, -1) : stem;
}
