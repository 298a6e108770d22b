import { canonicalizePrompt } from "../../../src/cache/index.js";
import type { AskedQuestion, AttackWrite } from "./simulate-attack.js";

/** What an attacker knows: questions with their vectors, by the answer that they should get. The most popular ones come first. */
export interface Target {
  readonly answer: string;
  readonly questions: readonly AskedQuestion[];
  readonly centroid: Float32Array;
}

/** Wordings around a question that leave its meaning as it is. */
const AROUND: readonly ((text: string) => string)[] = [
  (text) => `${text} please`,
  (text) => `hello, ${text}`,
  (text) => `quick question: ${text}`,
  (text) => `${text}, can you help me`,
  (text) => text.split(" ").slice(0, -1).join(" "),
  (text) => text.split(" ").slice(1).join(" "),
  (text) => `so ${text} then`,
  (text) => `${text} right now`,
];

const FIRST = "attacker 1";

/** Many near-copies around the questions of the most popular answers. */
export function nearCopies(
  targets: readonly Target[],
  count: number,
  writers: readonly string[] = [FIRST],
): AttackWrite[] {
  const known = targets.flatMap(({ questions }) => questions);
  return Array.from({ length: count }, (_, number) => {
    const { text } = known[Math.floor(number / AROUND.length) % known.length]!;
    const prompt = canonicalizePrompt(AROUND[number % AROUND.length]!(text)) || text;
    return { prompt, writer: writers[number % writers.length]! };
  });
}

/** One entry in the middle of each cluster of questions; again and again, under other words. */
export function middles(targets: readonly Target[], count: number): AttackWrite[] {
  return Array.from({ length: count }, (_, number) => {
    const { answer, centroid } = targets[number % targets.length]!;
    // No digits, which a guard would see.
    const word = [...String(number)].map((digit) => "bcdfghjklm"[Number(digit)]).join("a");
    return { prompt: `${answer} ${word}`, writer: FIRST, vector: centroid };
  });
}

/** Near-copies of two writers who agree with each other. */
export function colluding(targets: readonly Target[], count: number): AttackWrite[] {
  return nearCopies(targets, count, [FIRST, "attacker 2"]);
}

/** The very questions that will be asked later: the attacker guesses each word. */
export function guessed(coming: readonly AskedQuestion[], count: number): AttackWrite[] {
  return Array.from({ length: count }, (_, number) => ({
    prompt: coming[number % coming.length]!.text,
    writer: FIRST,
  }));
}
