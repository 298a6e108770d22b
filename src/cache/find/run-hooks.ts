import { within } from "../../async/index.js";
import { failureCode } from "../../errors/index.js";
import type { EntryCandidate } from "../entries/index.js";
import type { AnswerCandidate, HookOptions, JudgeHook, RerankHook } from "./answer-hooks.js";
import type { Lookup } from "./lookup.js";
import { leastServed } from "./thresholds.js";

const DEFAULT_TIMEOUT_MS = 200;

/**
 * Candidates whose answer is there and may be served, by the hook's scores, then the rest. Fewer than two, a hook that fails
 * or is late, or a wrong number of scores leave the order as it is.
 */
export async function rerank(
  hook: RerankHook,
  lookup: Lookup,
  candidates: readonly EntryCandidate[],
): Promise<readonly EntryCandidate[]> {
  const least = leastServed(lookup.context.policy, lookup.thresholds);
  const answers: AnswerCandidate[] = [];
  const servable: EntryCandidate[] = [];
  for (const candidate of candidates) {
    const { entryId, living, similarity } = candidate;
    if (living === undefined || similarity < least) continue;
    const { prompt, response } = living.entry;
    answers.push({ entryId, prompt, response, similarity });
    servable.push(candidate);
  }
  if (servable.length < 2) return candidates;
  const question = lookup.identity.prompt;
  const { value: scores } = await runHook(lookup, "rerank", hook, (options) =>
    hook.rank(question, answers, options),
  );
  if (scores?.length !== servable.length) return candidates;
  const minScore = hook.minScore ?? Number.NEGATIVE_INFINITY;
  const ranked = servable
    .map((candidate, index) => ({ candidate, score: scores[index] ?? Number.NEGATIVE_INFINITY }))
    .filter(({ score }) => score >= minScore)
    .sort((a, b) => b.score - a.score)
    .map(({ candidate }) => candidate);
  return [...ranked, ...candidates.filter((candidate) => !servable.includes(candidate))];
}

/** Whether the judge lets an answer pass, or need not be asked; and the code of the failure when it gave no verdict. */
export async function askJudge(
  hook: JudgeHook,
  lookup: Lookup,
  { entryId, prompt, response, similarity }: AnswerCandidate,
): Promise<{ readonly isAccepted: boolean; readonly errorCode?: string | undefined }> {
  if (similarity >= (hook.belowSimilarity ?? 1)) return { isAccepted: true };
  const candidate = { entryId, prompt, response, similarity };
  const question = lookup.identity.prompt;
  const { value: verdict, errorCode } = await runHook(lookup, "judge", hook, (options) =>
    hook.accept(question, candidate, options),
  );
  return { isAccepted: verdict ?? hook.onNoVerdict === "serve", errorCode };
}

/**
 * Runs a hook within its time. A hook that fails or is late gives no value, and is reported like a failure in the background:
 * the look-up goes on without it. @throws the caller's reason when the caller gave up.
 */
async function runHook<T>(
  { signal, context, trace }: Lookup,
  name: "judge" | "rerank",
  { timeoutMs = DEFAULT_TIMEOUT_MS }: { readonly timeoutMs?: number | undefined },
  work: (options: HookOptions) => Promise<T>,
): Promise<{ readonly value?: T; readonly errorCode?: string }> {
  try {
    return { value: await within(timeoutMs, signal, (bounded) => work({ signal: bounded })) };
  } catch (error) {
    signal?.throwIfAborted();
    // An explanation leaves nothing behind.
    if (trace === undefined) context.failures.report(name, error);
    return { errorCode: failureCode(error) };
  }
}
