import type { SemanticCache } from "../../../src/cache/index.js";

/** A question and the answer that the model gives. */
export interface AskedQuestion {
  readonly text: string;
  readonly answer: string;
}

/** One write of an attacker. */
export interface AttackWrite {
  readonly prompt: string;
  readonly writer: string;
  /** Where the attacker may choose the vector, too. */
  readonly vector?: Float32Array | undefined;
}

/** What an attack was worth. Shares are of the look-ups after the last attack write. */
export interface AttackFigures {
  /** Poisoned hits among all hits. */
  readonly poisonedShare: number;
  /** Hits with the right answer among all look-ups. */
  readonly rightHitRate: number;
  /** Hits with a wrong answer of honest writers among all look-ups. */
  readonly otherWrongRate: number;
  /** Attack writes that the cache stored. */
  readonly stored: number;
}

const POISON = "the attacker's answer";

/**
 * Honest writers ask the questions one after the other; the first half of the stream also has all attack writes, evenly spread. The
 * model gives all questions with one label the same answer. Attackers store one wrong answer.
 */
export async function simulateAttack(
  cache: SemanticCache,
  questions: readonly AskedQuestion[],
  writes: readonly AttackWrite[],
  { honestWriters, random }: { readonly honestWriters: number; readonly random: () => number },
): Promise<AttackFigures> {
  const half = Math.floor(questions.length / 2);
  let [written, stored, hits, poisoned, right] = [0, 0, 0, 0, 0];
  for (const [index, { text, answer }] of questions.entries()) {
    for (; index < half && written < (writes.length * (index + 1)) / half; written++) {
      const write = writes[written];
      if (write === undefined) break;
      const result = await cache.store({ ...write, response: POISON, answerId: POISON });
      if (result.stored) stored++;
    }
    const writer = `user ${Math.floor(honestWriters * random())}`;
    const said = await cache.wrap({ prompt: text, writer }, async () => ({
      response: answer,
      answerId: answer,
    }));
    if (index < half || !said.hit) continue;
    hits++;
    if (said.response === POISON) poisoned++;
    if (said.response === answer) right++;
  }
  const asked = questions.length - half;
  return {
    poisonedShare: hits === 0 ? 0 : poisoned / hits,
    rightHitRate: right / asked,
    otherWrongRate: (hits - poisoned - right) / asked,
    stored,
  };
}
