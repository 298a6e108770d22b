import { within } from "../../async/index.js";
import { failureCode } from "../../errors/index.js";
import type { JudgeUse } from "../contract/index.js";
import type { EntryCandidate } from "../entries/index.js";
import type { AnswerCandidate, HookOptions, JudgeHook, RerankHook } from "./answer-hooks.js";
import type { Lookup } from "./lookup-state.js";
import { leastServed } from "./thresholds.js";

const DEFAULT_TIMEOUT_MS = 200;
const NO_CALLS: JudgeUse = { calls: 0, failures: 0, durationMs: 0 };

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
    const { prompt, response, modality } = living.entry;
    answers.push(candidateFor({ entryId, prompt, response, similarity, modality }));
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

function candidateFor({ modality, ...candidate }: AnswerCandidate): AnswerCandidate {
  return modality === undefined ? candidate : { ...candidate, modality };
}

/** Whether the judge accepts an answer, or need not be asked. `errorCode`: why it gave no verdict. */
export async function askJudge(
  hook: JudgeHook,
  lookup: Lookup,
  { entryId, prompt, response, similarity, modality }: AnswerCandidate,
): Promise<{ readonly isAccepted: boolean; readonly errorCode?: string | undefined }> {
  if (similarity >= (hook.belowSimilarity ?? 1)) return { isAccepted: true };
  const candidate = candidateFor({ entryId, prompt, response, similarity, modality });
  const question = lookup.identity.prompt;
  const startedAtMs = performance.now();
  const { value: verdict, errorCode } = await runHook(lookup, "judge", hook, (options) =>
    hook.accept(question, candidate, options),
  );
  noteCall(lookup, performance.now() - startedAtMs, errorCode !== undefined);
  return { isAccepted: verdict ?? hook.onNoVerdict === "serve", errorCode };
}

function noteCall({ findings }: Lookup, durationMs: number, hasFailed: boolean): void {
  const { calls, failures, durationMs: before } = findings.judge ?? NO_CALLS;
  const failed = failures + (hasFailed ? 1 : 0);
  findings.judge = { calls: calls + 1, failures: failed, durationMs: before + durationMs };
}

/**
 * Runs a hook within its time limit. If it fails or is late, the look-up goes on without its value, and the failure is
 * reported as one in the background. @throws the reason of the caller's signal.
 */
async function runHook<T>(
  { signal, context, identity, trace }: Lookup,
  name: "judge" | "rerank",
  { timeoutMs = DEFAULT_TIMEOUT_MS }: { readonly timeoutMs?: number | undefined },
  work: (options: HookOptions) => Promise<T>,
): Promise<{ readonly value?: T; readonly errorCode?: string }> {
  try {
    const input = identity.media === undefined ? {} : { input: identity.media.input };
    return { value: await within(timeoutMs, signal, (bounded) => work({ signal: bounded, ...input })) };
  } catch (error) {
    signal?.throwIfAborted();
    // An explanation leaves nothing behind.
    if (trace === undefined) context.failures.report(name, error);
    return { errorCode: failureCode(error) };
  }
}
