/**
 * Answers queries, up to `concurrency` at a time, and returns the answers in order. The first failure rejects the whole call, and no
 * further query is started then.
 */
export async function answerInOrder<Query, Answer>(
  queries: readonly Query[],
  concurrency: number,
  answer: (query: Query) => Promise<Answer>,
): Promise<Answer[]> {
  const answers: Answer[] = new Array(queries.length);
  let next = 0;
  const worker = async () => {
    while (next < queries.length) {
      const index = next++;
      answers[index] = await answer(queries[index]!);
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(concurrency, queries.length) }, worker));
  } catch (error) {
    next = queries.length;
    throw error;
  }
  return answers;
}
