import { isDeepStrictEqual } from "node:util";
import { canonicalizePrompt, wordHashes } from "../../text/index.js";
import type { CacheEntry } from "../contract/index.js";
import type { EntrySearch } from "../entries/index.js";
import type { Lookup } from "./lookup-state.js";

type Asked = Pick<Lookup, "context" | "identity">;

/** What a question must have to be near-exact, for the search. Undefined where there is no probation. */
export function nearExactOf({
  context: {
    settings: { probation },
  },
  identity,
}: Asked): EntrySearch["nearExact"] {
  if (probation === false) return undefined;
  return { similarity: probation.similarity, words: wordHashes(identity.text) };
}

/** Whether an entry in memory must not be served, because it is on probation and the question is not near-exact. */
export function isWithheld(asked: Asked, entry: CacheEntry, similarity: number): boolean {
  if (entry.onProbation !== true) return false;
  const nearExact = nearExactOf(asked);
  if (nearExact === undefined) return false;
  const text = entry.modality === undefined ? canonicalizePrompt(entry.prompt) : entry.prompt;
  return similarity < nearExact.similarity || !isDeepStrictEqual(wordHashes(text), nearExact.words);
}
