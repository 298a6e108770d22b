import { failureCode } from "../../errors/index.js";
import type { GuardNote } from "../contract/index.js";
import { readPrompts, searchEntries } from "../entries/index.js";
import { wordsOfNote } from "../guards/index.js";
import { errorBound, queryVectorOf } from "../question/index.js";
import type { ExplainedCandidate, ExplainedGuard, Explanation } from "./explanation.js";
import type { LookupOutcome, StepContext } from "./lookup-state.js";
import { type ModalityMatch, modalityMatches } from "./modality-matches.js";
import type { LookupTrace } from "./step-outcome.js";

/** Entries of one modality that an explanation lists, nearest first. */
const MAX_CANDIDATES = 20;

interface ListOptions {
  /** Least similarity of a hit among entries of the question's own modality. */
  readonly threshold: number;
  /** The call's own threshold. */
  readonly asked: number | undefined;
  readonly includeText: boolean;
  readonly trace: LookupTrace;
  readonly signal: AbortSignal | undefined;
}

/**
 * The entries near the question of a look-up, for its explanation: those of its own modality, then those of each other one that may
 * answer it. Searches once more without a lower bound, to show entries that the look-up did not compare, too.
 */
export async function listCandidates(
  context: StepContext,
  outcome: LookupOutcome,
  options: ListOptions,
): Promise<Pick<Explanation, "candidates" | "candidatesErrorCode">> {
  const { identity, vector } = outcome;
  const { threshold, asked, trace, signal } = options;
  if (identity === undefined || vector === undefined) return { candidates: [] };
  if (trace.steps.at(-1)?.answer === "failed") return { candidates: [] };
  const matches = modalityMatches(context, identity, asked);
  const own = { modality: identity.media?.modality ?? "text", scopeId: identity.scopeId } as const;
  const among = [
    ...(matches?.own === false ? [] : [{ ...own, threshold }]),
    ...(matches?.others ?? []).map(({ thresholds, ...match }) => ({ ...match, ...thresholds })),
  ];
  try {
    const found: ExplainedCandidate[] = [];
    for (const match of among)
      found.push(...(await candidatesOf(context, outcome, vector, { ...options, match })));
    return { candidates: found };
  } catch (error) {
    signal?.throwIfAborted();
    return { candidates: [], candidatesErrorCode: failureCode(error) };
  }
}

async function candidatesOf(
  context: StepContext,
  { identity, result, withheld }: LookupOutcome,
  asked: Float32Array,
  {
    match: { modality, scopeId, threshold },
    includeText,
    trace,
    signal,
  }: ListOptions & {
    readonly match: Pick<ModalityMatch, "modality" | "scopeId"> & { readonly threshold: number };
  },
): Promise<ExplainedCandidate[]> {
  const query = queryVectorOf(asked, context.settings.index.quantization);
  const tags = identity?.tags ?? [];
  const search = { scopeId, tags, query, threshold, count: MAX_CANDIDATES, all: true };
  const found = await searchEntries(context, search, { signal });
  const ids = found.candidates.map(({ entryId }) => entryId);
  const sources = await readPrompts(context, found.generation, includeText ? ids : [], { signal });
  const nowMs = Date.now();
  const served = withheld ?? (result.hit ? result : undefined);
  const notes = trace.steps.flatMap((step) => step.result?.why.guards ?? []);
  return found.candidates.map((candidate) => {
    const { entryId, answerId, codeSimilarity, similarity, vector } = candidate;
    const bound = errorBound(query, candidate.errorNorm);
    const { prompt, writer, onProbation } = sources.get(entryId) ?? {};
    return {
      entryId,
      prompt,
      ...(writer === undefined ? {} : { writer }),
      ...(onProbation === true ? { onProbation } : {}),
      answerId,
      modality,
      codeSimilarity,
      exactSimilarity: vector === undefined ? undefined : similarity,
      lowest: Math.max(-1, codeSimilarity - bound),
      highest: Math.min(1, codeSimilarity + bound),
      ageMs: Math.max(0, nowMs - candidate.createdAtMs),
      reachesThreshold: similarity >= threshold,
      isServed: entryId === served?.entryId,
      guards: notes
        .filter((note) => note.entryId === entryId)
        .map((note) => withWords(context, note, identity?.prompt, prompt)),
    };
  });
}

/** Prompts are missing where an explanation shows no text. */
function withWords(
  { bound }: StepContext,
  note: GuardNote,
  asked: string | undefined,
  stored: string | undefined,
): ExplainedGuard {
  if (note.detail === undefined || asked === undefined || stored === undefined) return note;
  return { ...note, words: wordsOfNote(note, { query: asked, entry: stored }, bound.words) };
}
