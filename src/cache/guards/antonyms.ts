import { wordSet } from "../../text/index.js";
import { stemOf } from "./reading/tokens.js";

/** Each line: words of one meaning, then words of the opposite. Only words that hardly ever mean something else. */
const PAIRS = [
  "enable / disable",
  "activate / deactivate",
  "allow permit / deny forbid prohibit block",
  "unblock / block",
  "increase raise / decrease reduce lower",
  "before / after",
  "buy bought purchase / sell sold",
  "add / remove delete",
  "create / delete",
  "start begin / stop end finish",
  "open / close",
  "lock / unlock",
  "freeze / unfreeze",
  "connect / disconnect",
  "install / uninstall",
  "subscribe / unsubscribe",
  "encrypt / decrypt",
  "deposit / withdraw withdrawal",
  "send sent / receive",
  "accept approve / reject decline",
  "include / exclude",
  "minimum min / maximum max",
  "lowest / highest",
  "cheapest / priciest",
  "best / worst",
  "oldest / newest",
  "smallest / largest biggest",
  "hot / cold",
  "import / export",
  "upload / download",
  "lend lent / borrow",
  "win won / lose lost",
  "legal / illegal",
  "possible / impossible",
  "safe / unsafe dangerous",
  "show / hide",
  "mute / unmute",
  "follow / unfollow",
  "join / leave",
  "pause / resume",
  "arrive arrival / depart departure",
  "credit / debit",
  "public / private",
  "encode / decode",
  "sync / unsync",
  "pros / cons",
  "advantage / disadvantage",
  "sunrise / sunset",
];
const SWITCH = wordSet("turn switch power");
/** Words from the verb to its particle, at most: `turn the lights on`. */
const PARTICLE_REACH = 4;

interface Pole {
  readonly pair: number;
  readonly side: 0 | 1;
}

/** A word of a text that belongs to a pair of opposites. */
export interface PolarWord extends Pole {
  readonly stem: string;
  readonly word: string;
}

let byStem: ReadonlyMap<string, readonly Pole[]> | undefined;

/** The words of a text that have an opposite. `turn … on` and `turn … off` are opposites, too. */
export function polarWordsOf(words: readonly string[], stems: readonly string[]): PolarWord[] {
  byStem ??= buildTable();
  const found: PolarWord[] = [];
  let lastSwitch = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < stems.length; i++) {
    const stem = stems[i]!;
    const word = words[i]!;
    const poles = byStem.get(stem);
    if (poles !== undefined) for (const pole of poles) found.push({ ...pole, stem, word });
    if (SWITCH.has(stem)) lastSwitch = i;
    else if ((stem === "on" || stem === "off") && i - lastSwitch <= PARTICLE_REACH)
      found.push({ pair: PAIRS.length, side: stem === "on" ? 0 : 1, stem, word });
  }
  return found;
}

function buildTable(): ReadonlyMap<string, readonly Pole[]> {
  const table = new Map<string, Pole[]>();
  PAIRS.forEach((line, pair) => {
    line.split(" / ").forEach((words, index) => {
      for (const word of words.split(" ")) {
        const stem = stemOf(word);
        const pole: Pole = { pair, side: index === 0 ? 0 : 1 };
        table.set(stem, [...(table.get(stem) ?? []), pole]);
      }
    });
  });
  return table;
}
