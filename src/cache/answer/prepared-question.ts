import { heldAnswer, type LookupContext } from "../find/index.js";
import { type CacheRequest, identityOf } from "../question/index.js";
import type { WrappedAnswer } from "./context/wrap-types.js";
import { answerOfHit } from "./wrapped-answer.js";

/**
 * A question that was read and hashed once, for servers that get it again and again. Later changes of its request do not change it.
 */
export interface PreparedQuestion {
  /**
   * The answer that the memory of this process holds for exactly this question, as `wrap` gives it, but at once and without a
   * promise. A look-up that finds one is counted as every other.
   *
   * @returns undefined if memory has none, or one that is stale: ask `wrap`, which counts the look-up.
   */
  held(): WrappedAnswer | undefined;
}

/**
 * @returns undefined for a question that is not cached, or not before a model has condensed its conversation.
 * @throws OctavecError `INVALID_ARGUMENT`.
 */
export function prepareQuestion(context: LookupContext, request: CacheRequest): PreparedQuestion | undefined {
  if (context.settings.multiTurn === "condensed" && request.messages !== undefined) return undefined;
  const identity = identityOf(context, request, undefined);
  if (identity instanceof Promise || "bypass" in identity) return undefined;
  return {
    held() {
      const hit = heldAnswer(context, identity);
      return hit && answerOfHit(context.settings, hit, identity.model);
    },
  };
}
