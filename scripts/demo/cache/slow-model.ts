import { setTimeout as wait } from "node:timers/promises";
import type { Producer } from "../../../src/cache/index.js";
import type { LabelledQuestion } from "./labelled-questions.js";

/** About half the time that a hosted model takes for a short answer. */
const LEAST_MS = 200;
const SPREAD_MS = 400;
/** A word is about 1.3 tokens. */
const TOKENS_PER_WORD = 1.3;

/** A replacement of a language model without network and cost. It is slow and always right. */
export function slowModel({ text, answer }: LabelledQuestion, random: () => number): Producer {
  return async (signal) => {
    await wait(LEAST_MS + SPREAD_MS * random(), undefined, { signal });
    const response = `About ${answer}: this is where the answer of the model would stand, some sixty words of it, ${"with details, ".repeat(20)}and an end.`;
    return {
      response,
      answerId: answer,
      usage: { inputTokens: 300 + tokensOf(text), outputTokens: tokensOf(response) },
    };
  };
}

function tokensOf(text: string): number {
  return Math.round(text.split(/\s+/).length * TOKENS_PER_WORD);
}
