import { encodeVsim } from "../../../commands/index.js";
import type { Command } from "../../../executor.js";
import { type QueryVector, tagFilter } from "../../question/index.js";
import type { EntryContext } from "../context/entry-context.js";

export interface EntrySearch {
  readonly scopeId: string;
  /** Only entries with all of these tags are found. */
  readonly tags: readonly string[];
  readonly query: QueryVector;
  /** Least cosine of a hit. */
  readonly threshold: number;
  /** Nearest entries wanted. */
  readonly count: number;
  /** Also returns entries far below the threshold: for policies that learn from them, and for explanations. */
  readonly all?: boolean | undefined;
  /** Another cosine: the search brings exact similarities for entries whose codes leave open on which side of it they lie. */
  readonly clearAt?: number | undefined;
  /** What a near-exact question has: entries on probation are found for no other. Undefined: they are found as all others. */
  readonly nearExact?: { readonly similarity: number; readonly words: Uint32Array } | undefined;
  /** Whether word hashes are wanted; without them the candidates have none. `nearExact` needs them. Default false. */
  readonly words?: boolean | undefined;
}

/** The search as a plain command instead of a script, in the generation that the caller knows. */
export function vsimOf(
  { keys, tuned, hasher }: Pick<EntryContext, "keys" | "tuned" | "hasher">,
  { scopeId, query, count, tags }: Pick<EntrySearch, "scopeId" | "query" | "count" | "tags">,
  generation: string,
): Command {
  return encodeVsim({
    key: keys.vectors(generation, scopeId),
    query: { vector: query.blob },
    count,
    ef: Math.max(tuned.efSearch, count),
    filter: tagFilter(hasher, tags) || undefined,
    noThread: true,
  });
}
