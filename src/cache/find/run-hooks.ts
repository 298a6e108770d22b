import { within } from "../../async/index.js";
import type { EntryCandidate } from "../entries/index.js";
import type { AnswerCandidate, HookOptions, JudgeHook, RerankHook } from "./answer-hooks.js";
import type { Lookup } from "./lookup-state.js";
import { leastServed } from "./thresholds.js";

const DEFAULT_TIMEOUT_MS = 200;

/**
 * Puts the candidates that may be served in the order of the hook's scores; the rest follows. The order stays as it is if
 * fewer than two may be served, or if the hook fails, is late, or gives a wrong number of scores.
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
  const scores = await runHook(lookup, hook, (options) => hook.rank(question, answers, options));
  if (scores?.length !== servable.length) return candidates;
  const minScore = hook.minScore ?? Number.NEGATIVE_INFINITY;
  const ranked = servable
    .map((candidate, index) => ({ candidate, score: scores[index] ?? Number.NEGATIVE_INFINITY }))
    .filter(({ score }) => score >= minScore)
    .sort((a, b) => b.score - a.score)
    .map(({ candidate }) => candidate);
  return [...ranked, ...candidates.filter((candidate) => !servable.includes(candidate))];
}

/** Whether the judge accepts an answer, or need not be asked. */
export async function isAccepted(
  hook: JudgeHook,
  lookup: Lookup,
  { entryId, prompt, response, similarity }: AnswerCandidate,
): Promise<boolean> {
  if (similarity >= (hook.belowSimilarity ?? 1)) return true;
  const candidate = { entryId, prompt, response, similarity };
  const question = lookup.identity.prompt;
  const verdict = await runHook(lookup, hook, (options) => hook.accept(question, candidate, options));
  return verdict ?? hook.onNoVerdict === "serve";
}

/** Runs a hook within its time limit; undefined if it fails or is late. @throws the reason of the caller's signal. */
async function runHook<T>(
  { signal }: Lookup,
  { timeoutMs = DEFAULT_TIMEOUT_MS }: { readonly timeoutMs?: number | undefined },
  work: (options: HookOptions) => Promise<T>,
): Promise<T | undefined> {
  try {
    return await within(timeoutMs, signal, (bounded) => work({ signal: bounded }));
  } catch {
    signal?.throwIfAborted();
    return undefined;
  }
}
