import { shuffled } from "../../bench/random.js";
import type { Passage } from "../corpus/document.js";
import type { LabelledQuestion } from "./labelled-questions.js";
import { popularFirst } from "./popular.js";

/** Phrasings of the same question. Some differ only in case and punctuation, others in words. */
const PHRASINGS: readonly ((subject: string, name: string) => string)[] = [
  (subject, name) => `How does ${subject} work in ${name}?`,
  (subject, name) => `how does ${subject} work in ${name}`,
  (subject, name) => `How does the ${subject} of ${name} work?`,
  (subject, name) => `Can you explain ${subject} in ${name}?`,
  (subject, name) => `What is ${subject} in ${name} for?`,
  (subject, name) => `Please tell me how ${subject} works in ${name}.`,
];

/**
 * Questions about the headings of passages in different phrasings. Popular subjects are more frequent (Zipf). Each subject has
 * one answer.
 */
export function passageQuestions(
  passages: readonly Passage[],
  { subjects, count, random }: { subjects: number; count: number; random: () => number },
): LabelledQuestion[] {
  const titled = passages.flatMap(({ section, package: name }) => {
    const subject = section.split(" › ").at(-1)?.trim() ?? "";
    return name !== "" && /^[\p{L}][\p{L}\s-]{3,40}$/u.test(subject)
      ? [{ subject: subject.toLowerCase(), name }]
      : [];
  });
  const distinct = [...new Map(titled.map((topic) => [`${topic.subject} ${topic.name}`, topic])).values()];
  const chosen = shuffled(distinct, random).slice(0, subjects);
  if (chosen.length === 0) return [];
  const draw = popularFirst(chosen, random);
  return Array.from({ length: count }, () => {
    const { subject, name } = draw();
    const phrase = PHRASINGS[Math.floor(random() * PHRASINGS.length)]!;
    return { text: phrase(subject, name), answer: `${subject} in ${name}`, inScope: true };
  });
}
