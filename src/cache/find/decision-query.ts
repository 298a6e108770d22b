import type { DecisionQuery } from "../contract/index.js";
import type { IdentifiedRequest } from "../question/index.js";
import { wordHashes } from "../text/index.js";

/** What a policy is asked. The words are hashed when it looks at them: most do not. */
export function decisionQueryOf(
  { text, entryId, category }: IdentifiedRequest,
  { threshold, floor }: Pick<DecisionQuery, "threshold" | "floor">,
  isRehearsal: boolean | undefined,
): DecisionQuery {
  let hashes: Uint32Array | undefined;
  return {
    text,
    entryId,
    // A member of its own, so that copies of the query have it.
    get wordHashes() {
      hashes ??= wordHashes(text);
      return hashes;
    },
    threshold,
    floor,
    category,
    isRehearsal,
  };
}
