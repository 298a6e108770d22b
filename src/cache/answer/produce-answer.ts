import { OctavecError } from "../../errors/index.js";
import type { Answer } from "../contract/index.js";
import type { AnswerContext } from "./answer-context.js";
import type { Producer } from "./wrapped-answer.js";

/**
 * Calls the producer and notes how long it takes.
 * @throws what it throws, unchanged; OctavecError `INVALID_ARGUMENT` when it gives no text.
 */
export async function produceAnswer(
  { flights }: AnswerContext,
  produce: Producer,
  signal: AbortSignal | undefined,
): Promise<{ answer: Answer; isCacheable: boolean }> {
  const startedAtMs = performance.now();
  const made = await produce(signal ?? new AbortController().signal);
  if (typeof made?.response !== "string") {
    throw new OctavecError(
      "INVALID_ARGUMENT",
      `wrap: expected the producer to give { response }, a string; got ${typeof made?.response}.`,
    );
  }
  flights.producerMs.add(performance.now() - startedAtMs);
  const { cacheable, ...answer } = made;
  return { answer, isCacheable: cacheable !== false };
}
