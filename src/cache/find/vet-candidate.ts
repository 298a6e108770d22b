import type { CacheEntry, GuardNote } from "../contract/index.js";
import type { GuardCheck } from "../guards/index.js";
import type { IdentifiedRequest } from "../question/index.js";
import { runHook } from "./answer-hooks.js";
import type { LookupContext } from "./lookup-context.js";

export interface Vetting {
  /** `gone`: expired since it was found. */
  readonly verdict: "accepted" | "guard" | "judge" | "gone";
  readonly guards: readonly GuardNote[];
}

/** What stands between a near entry and serving it: the guards, then the judge. */
export async function vetCandidate(
  { judge }: LookupContext,
  identity: IdentifiedRequest,
  check: GuardCheck,
  entry: CacheEntry,
  similarity: number,
  signal: AbortSignal | undefined,
): Promise<Vetting> {
  const { entryId, prompt, response } = entry;
  const notes = check(entry);
  if (notes.some(({ verdict }) => verdict === "reject")) return { verdict: "guard", guards: notes };
  if (judge === undefined || similarity >= (judge.belowSimilarity ?? 1))
    return { verdict: "accepted", guards: notes };
  const candidate = { entryId, prompt, response, similarity };
  const accepted = await runHook(
    (options) => judge.accept(identity.prompt, candidate, options),
    judge.timeoutMs,
    signal,
  );
  const serve = accepted ?? judge.onNoVerdict === "serve";
  return { verdict: serve ? "accepted" : "judge", guards: notes };
}
