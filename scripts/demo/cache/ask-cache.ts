import type { SemanticCache, WrappedAnswer } from "../../../src/cache/index.js";
import { startProgress } from "../progress.js";
import type { LabelledQuestion } from "./labelled-questions.js";
import { slowModel } from "./slow-model.js";

/** Questions that are asked at the same time. */
const CALLERS = 8;

export interface Asked {
  readonly question: LabelledQuestion;
  readonly answer: WrappedAnswer;
  readonly durationMs: number;
  /** Whether it is the answer to this question. */
  readonly isRight: boolean;
}

/** Asks all questions through `wrap`. The progress bar shows the share of each tier. */
export async function askAll(
  cache: SemanticCache,
  questions: readonly LabelledQuestion[],
  random: () => number,
  signal: AbortSignal,
): Promise<Asked[]> {
  const done: Asked[] = [];
  const progress = startProgress("Asking", questions.length);
  let next = 0;
  const caller = async () => {
    for (let index = next++; index < questions.length; index = next++) {
      const question = questions[index]!;
      const startedAtMs = performance.now();
      const request = {
        prompt: question.text,
        scope: { model: "stand-in", system: "Answer in sixty words." },
      };
      const answer = await cache.wrap(request, slowModel(question, random), { signal });
      const isRight = answer.response.startsWith(`About ${question.answer}:`);
      done.push({ question, answer, durationMs: performance.now() - startedAtMs, isRight });
      progress.update(done.length, tiersOf(done));
    }
  };
  try {
    await Promise.all(Array.from({ length: CALLERS }, caller));
  } finally {
    progress.stop();
  }
  return done;
}

function tiersOf(done: readonly Asked[]): string {
  const share = (tier: string) =>
    `${tier} ${Math.round((100 * done.filter(({ answer }) => answer.tier === tier).length) / done.length)} %`;
  return `hits so far: ${["memory", "exact", "semantic"].map(share).join(", ")}`;
}
