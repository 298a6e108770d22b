import type { Answer } from "../contract/index.js";
import type { LookupOutcome } from "../find/index.js";
import type { AnswerContext } from "./answer-context.js";

/** Checks some of the hits that the decision policy is responsible for, in the background. */
export function auditHit(
  { learning }: AnswerContext,
  { result, decision, identity }: LookupOutcome,
  produce: (signal: AbortSignal) => Promise<Answer & { readonly cacheable?: boolean | undefined }>,
): void {
  if (!result.hit || decision === undefined || identity === undefined) return;
  const { category, prompt } = identity;
  learning.auditPerhaps({ hit: result, decision, category }, prompt, async (signal) => {
    const answer = await produce(signal);
    if (answer.cacheable === false)
      throw new Error("An answer that is not to be cached is none to compare with.");
    return answer;
  });
}
