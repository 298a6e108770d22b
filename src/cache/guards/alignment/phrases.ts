/**
 * English phrases that count as one word, with that word. A word with `#` is a mark (see `marks.ts`); `-` means that the
 * phrase is left out, because it only wraps a question.
 */
const PHRASES = [
  "login: log in, log into, log on, sign in, sign into, sign on, logging in, logging into, signing in",
  "logout: log out, sign out, log off, sign off",
  "signup: sign up",
  "disable: turn off, turning off, switch off, switching off, shut off",
  "enable: turn on, turning on, switch on, switching on",
  "install: set up, setting up",
  "delete: get rid of, getting rid of, throw away",
  "care: look after, looking after, take care of, care for",
  "return: send back, sending back, give back, bring back, take back",
  "refund: money back",
  "contact: get in touch with",
  "cancel: call off",
  "discover: find out",
  "complete: fill in, fill out",
  "online: over the internet, via the internet",
  "near: close to, next to",
  "wifi: wi fi",
  "email: e mail",
  "teenager: teen ager",
  "can#: be able to, am able to, are able to, is able to, been able to, am allowed to, are allowed to, is allowed to, be allowed to, is it possible to, is it ok to, is it okay to",
  "must#: have to, has to, had to, need to, needs to, am obliged to, obliged to, required to",
  "should#: ought to, supposed to",
  "future#: going to, gonna",
  "past#: used to",
  "over#: more than, greater than, larger than, bigger than, higher than, longer than, older than, no less than, not less than, no fewer than, at least",
  "under#: less than, fewer than, smaller than, lower than, shorter than, younger than, no more than, not more than, not exceeding, not exceed, at most, up to",
  "before#: prior to, earlier than, ahead of, no later than, sooner than",
  "after#: later than",
  "many#: a lot of, lots of, plenty of, most of",
  "half#: every other, every second, each second, each other",
  "twice: two times",
  "few#: hardly any, hardly a, almost no",
  "some#: a part of, part of, a couple of, a few, a little",
  "all#: each of, every one",
  "long?: how long",
  "much?: how much, how many",
  "often?: how often",
  "old?: how old",
  "far?: how far",
  "high?: how high, how tall, how big, how large",
  "fast?: how fast, how soon",
  "when?: what time, at what time, what day, which day, what date, which date",
  "why?: what reason, how come, what for, what makes, what causes",
  "where?: which place, what place",
  "-: can you tell me, could you tell me, can you explain, i would like to, i'd like to, i want to, tell me, what is the way to, what is the best way to, the way to, do you know, i was wondering, let me know, help me to, for example, thank you, of course, right now, at the moment",
];

interface Phrase {
  readonly words: readonly string[];
  readonly stands: string;
}

let byFirst: ReadonlyMap<string, readonly Phrase[]> | undefined;

/** The phrase that begins at a word, and how many words it has; undefined if there is none. The longest one wins. */
export function phraseAt(
  words: readonly string[],
  at: number,
): { readonly stands: string; readonly length: number } | undefined {
  byFirst ??= buildTable();
  const candidates = byFirst.get(words[at]!);
  if (candidates === undefined) return undefined;
  for (const { words: wanted, stands } of candidates) {
    let same = 1;
    while (same < wanted.length && words[at + same] === wanted[same]) same++;
    if (same === wanted.length) return { stands, length: same };
  }
  return undefined;
}

function buildTable(): ReadonlyMap<string, readonly Phrase[]> {
  const table = new Map<string, Phrase[]>();
  for (const line of PHRASES) {
    const [stands = "", phrases = ""] = line.split(": ");
    for (const phrase of phrases.split(", ")) {
      const words = phrase.split(" ");
      const first = words[0]!;
      table.set(first, [...(table.get(first) ?? []), { words, stands }]);
    }
  }
  for (const list of table.values()) list.sort((a, b) => b.words.length - a.words.length);
  return table;
}
