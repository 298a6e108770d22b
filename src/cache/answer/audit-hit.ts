import type { Answer } from "../contract/index.js";
import type { Examined } from "../find/index.js";
import type { AnswerContext } from "./answer-context.js";

/** Offers a hit that the decision policy is responsible for to the policy, which may check it in the background. */
export function auditHit(
  { bound }: AnswerContext,
  { result, decision, identity }: Examined,
  produce: (signal: AbortSignal) => Promise<Answer & { readonly cacheable?: boolean | undefined }>,
): void {
  if (!result.hit || decision === undefined || identity === undefined) return;
  const { category, prompt: question } = identity;
  bound.audit?.({ hit: result, decision, category, question }, async (signal) => {
    const answer = await produce(signal);
    return answer.cacheable === false ? undefined : answer;
  });
}
