import type { LabelledQuestion } from "../../demo/cache/labelled-questions.js";

const KEYWORDS = 4;
const LEAST_LENGTH = 4;

/** `{topic}`: the label in words. `{a}` … `{d}`: words that its questions have and others have not. */
const OPENINGS = [
  "",
  "Sure. ",
  "Of course. ",
  "Here is what I found. ",
  "Thanks for asking. ",
  "Happy to help. ",
];
const FRAMES = [
  "About {topic}: you will find {a} and {b} in your overview, next to {c} and {d}.",
  "For {topic}, look at your overview, which lists {a}, {b}, {c} and {d}.",
  "Your overview has everything on {topic}, such as {c}, {d}, {a} and {b}.",
  "Everything that concerns {topic} ({a}, {b}, {d}, {c}) is shown in your overview.",
  "The overview tells you more of {topic}: {b}, {a}, {d}, and also {c}.",
  "You asked about {topic}. Please open the overview and see {a}, {c}, {b} and {d}.",
];
const CLOSINGS = [
  "",
  " Just ask if that does not help.",
  " Let me know if you need more.",
  " Is there anything else?",
];

/** Words each answer anew, as a model does. */
export class WordedAnswers {
  readonly #keywords: ReadonlyMap<string, readonly string[]>;
  readonly #random: () => number;

  /** The keywords of each label are those that its questions have most often, compared with other questions. */
  constructor(questions: readonly LabelledQuestion[], random: () => number) {
    this.#random = random;
    const all = new Map<string, number>();
    const ofLabel = new Map<string, Map<string, number>>();
    for (const { text, answer } of questions) {
      const counts = ofLabel.get(answer) ?? new Map<string, number>();
      ofLabel.set(answer, counts);
      for (const word of new Set(text.match(/[a-z]+/g) ?? [])) {
        if (word.length < LEAST_LENGTH) continue;
        counts.set(word, (counts.get(word) ?? 0) + 1);
        all.set(word, (all.get(word) ?? 0) + 1);
      }
    }
    const keywordsOf = (counts: ReadonlyMap<string, number>) =>
      [...counts]
        .sort(([a, n], [b, m]) => (m * m) / all.get(b)! - (n * n) / all.get(a)! || (a < b ? -1 : 1))
        .slice(0, KEYWORDS)
        .map(([word]) => word);
    this.#keywords = new Map([...ofLabel].map(([label, counts]) => [label, keywordsOf(counts)]));
  }

  /** One of 144 wordings of the answer of a label. */
  wordingOf(label: string): string {
    const words = this.#keywords.get(label) ?? [];
    const names = ["a", "b", "c", "d"];
    let frame = this.#any(FRAMES).replace("{topic}", label.replaceAll("_", " "));
    for (const [index, name] of names.entries()) {
      frame = frame.replace(`{${name}}`, words[index] ?? words[0] ?? label);
    }
    return this.#any(OPENINGS) + frame + this.#any(CLOSINGS);
  }

  #any(list: readonly string[]): string {
    return list[Math.floor(this.#random() * list.length)] ?? "";
  }
}
