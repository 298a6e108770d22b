import type { AnswerTopic } from "./answer-templates.js";

/** Two answers in different words, and whether they say the same. */
export interface AnswerPair {
  readonly a: string;
  readonly b: string;
  /** `same`: one answer. `detail`: they differ in the one detail that matters. `topic`: they are about different things. */
  readonly kind: "same" | "detail" | "topic";
}

interface Worded {
  readonly topic: number;
  readonly detail: number;
  readonly text: string;
}

/** Every pair of different texts that the topics give. */
export function answerPairs(topics: readonly AnswerTopic[]): AnswerPair[] {
  const answers = topics.flatMap(({ details, wordings }, topic) =>
    details.flatMap((value, detail) =>
      wordings.map((wording): Worded => ({ topic, detail, text: sentence(wording.replace("{}", value)) })),
    ),
  );
  return answers.flatMap((a, at) =>
    answers.slice(at + 1).map((b): AnswerPair => ({ a: a.text, b: b.text, kind: kindOf(a, b) })),
  );
}

function kindOf(a: Worded, b: Worded): AnswerPair["kind"] {
  if (a.topic !== b.topic) return "topic";
  return a.detail === b.detail ? "same" : "detail";
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
