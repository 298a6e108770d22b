/** Most questions under way at the same time: enough to keep every connection busy. */
const UNDER_WAY = 16;

/** Asks some questions at a time and gives the answers in order. The first failure rejects the whole, and nothing more is asked then. */
export async function answerInOrder<Question, Answer>(
  questions: readonly Question[],
  ask: (question: Question) => Promise<Answer>,
): Promise<Answer[]> {
  const answers: Answer[] = new Array(questions.length);
  let next = 0;
  const worker = async () => {
    while (next < questions.length) {
      const index = next++;
      answers[index] = await ask(questions[index]!);
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(UNDER_WAY, questions.length) }, worker));
  } catch (error) {
    next = questions.length;
    throw error;
  }
  return answers;
}
