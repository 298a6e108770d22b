import { wordHashes } from "../../text/index.js";
import type {
  CacheTier,
  Decision,
  DecisionQuery,
  GuardNote,
  LivingEntry,
  LookupWhy,
  MissReason,
  Neighbour,
} from "../contract/index.js";
import { dropDamaged, type EntryCandidate, readEntry } from "../entries/index.js";
import { guardCheckFor } from "../guards/index.js";
import type { Lookup } from "./lookup-state.js";
import { orderByWords } from "./order-by-words.js";
import { askJudge, rerank } from "./run-hooks.js";
import { hitOf, miss, type StepOutcome } from "./step-outcome.js";
import { leastServed } from "./thresholds.js";

/** What a step by meaning says, and the entry that it serves. */
export interface Choice {
  readonly outcome: StepOutcome;
  readonly served?: { readonly living: LivingEntry; readonly vector: Float32Array | undefined };
}

/** Candidates that guards and judge may reject before the look-up gives up. */
const MAX_VETTED = 3;

/**
 * Chooses among candidates, which come best first: the reranker orders them (else their words do, among those that are about
 * equally near), the policy picks one, guards and judge may reject that one, and then the policy may pick another. `threshold`: what
 * the policy is told. `withheld`: entries that reach it and were left out, because they are on probation or in quarantine.
 */
export async function decide(
  lookup: Lookup,
  candidates: readonly EntryCandidate[],
  {
    tier,
    threshold,
    withheld = 0,
  }: { readonly tier: CacheTier; readonly threshold: number; readonly withheld?: number },
): Promise<Choice> {
  const { context, identity } = lookup;
  const { policy } = context;
  const [nearest] = candidates;
  const facts = {
    policy: policy.name,
    threshold,
    candidates: candidates.length,
    nearestSimilarity: nearest?.similarity,
    ...(withheld === 0 ? {} : { withheld }),
  };
  if (nearest === undefined) {
    return refused(withheld === 0 ? "not-found" : "probation", { ...facts, decision: "no-neighbour" });
  }
  const query = decisionQueryOf(lookup, threshold);
  const least = leastServed(policy, lookup.thresholds);
  let remaining =
    context.rerank === undefined
      ? orderByWords(query, candidates, least)
      : await rerank(context.rerank, lookup, candidates);
  const check = guardCheckFor({ ...context, words: context.bound.words }, identity);
  const compareWords = (living: LivingEntry | undefined) => {
    lookup.findings.substitution = living && check.substitutionIn(living.entry);
  };
  compareWords(nearest.living);
  const guards: GuardNote[] = [];
  let reason: MissReason = nearest.similarity < least ? "below-threshold" : "policy";
  let first: Decision | undefined;
  /** Why the judge gave no verdict on a candidate. */
  let judgeFailure: Pick<LookupWhy, "errorCode"> = {};
  for (let vetted = 0; ; vetted++) {
    const decision = policy.decide(query, neighboursOf(remaining));
    first ??= decision;
    const picked = remaining.find(({ entryId }) => entryId === decision.serve);
    if (picked === undefined || vetted === MAX_VETTED) {
      if (reason === "policy" && decision.reason === "below-threshold") reason = "below-threshold";
      if (reason === "below-threshold" && withheld > 0) reason = "probation";
      return refused(reason, whyOf({ ...facts, ...judgeFailure }, decision, guards), first);
    }
    const vetting = vet(lookup, picked, {
      areAgreed: ({ entry }) => check.agreesWith(entry),
      passesGuards: (living) => {
        if (living !== nearest.living) compareWords(living);
        const notes = check.notesOn(living.entry);
        guards.push(...notes);
        return notes.every((note) => note.verdict !== "reject");
      },
    });
    const { verdict, errorCode } = vetting instanceof Promise ? await vetting : vetting;
    if (errorCode !== undefined) judgeFailure = { errorCode };
    const why = whyOf({ ...facts, ...judgeFailure }, decision, guards);
    if (typeof verdict === "object") {
      const { similarity, vector } = picked;
      const outcome = { ...hitOf(verdict, tier, { similarity, why }), decision: first };
      return { outcome, served: { living: verdict, vector } };
    }
    if (verdict !== "gone") reason = verdict;
    else if (reason === "policy" && remaining.length === 1) reason = "not-found";
    if (policy.asksAgain !== true) return refused(reason, why, first);
    remaining = remaining.filter((candidate) => candidate !== picked);
  }
}

/** `decision`: what the policy said first; undefined if it was not asked. */
function refused(reason: MissReason, why: LookupWhy, decision?: Decision): Choice {
  return { outcome: { answer: "miss", result: miss(reason, why), decision } };
}

/** What the policy is asked. The words are hashed when it looks at them, because most policies do not. */
export function decisionQueryOf(
  { identity, thresholds, trace }: Pick<Lookup, "identity" | "thresholds" | "trace">,
  threshold: number,
): DecisionQuery {
  const { text, entryId, category } = identity;
  let hashes: Uint32Array | undefined;
  return {
    text,
    entryId,
    // An own property, so that copies of the query have it.
    get wordHashes() {
      hashes ??= wordHashes(text);
      return hashes;
    },
    threshold,
    floor: thresholds.floor,
    category,
    isRehearsal: trace !== undefined,
  };
}

function neighboursOf(candidates: readonly EntryCandidate[]): Neighbour[] {
  const nowMs = Date.now();
  return candidates.map(({ entryId, similarity, answerId, createdAtMs, wordHashes: words }) => ({
    entryId,
    similarity,
    answerId,
    ageMs: Math.max(0, nowMs - createdAtMs),
    wordHashes: words,
  }));
}

interface Vetted {
  /** The answer; or who refused it; or `gone` if it has expired since it was found. */
  readonly verdict: LivingEntry | "guard" | "judge" | "gone";
  /** Why the judge gave no verdict. */
  readonly errorCode?: string | undefined;
}

interface Checks {
  readonly passesGuards: (living: LivingEntry) => boolean;
  /** Whether the two questions ask the same, word by word. */
  readonly areAgreed: (living: LivingEntry) => boolean;
}

/** The last checks before an entry is served: its answer must still be there, and guards and judge must accept it. */
function vet(
  lookup: Lookup,
  { living, entryId, similarity }: EntryCandidate,
  checks: Checks,
): Vetted | Promise<Vetted> {
  if (living !== undefined) return vetLiving(lookup, living, similarity, checks);
  return fetchAnswer(lookup, entryId).then((fetched) =>
    fetched === undefined ? { verdict: "gone" } : vetLiving(lookup, fetched, similarity, checks),
  );
}

function vetLiving(
  lookup: Lookup,
  living: LivingEntry,
  similarity: number,
  { passesGuards, areAgreed }: Checks,
): Vetted | Promise<Vetted> {
  if (!passesGuards(living)) return { verdict: "guard" };
  const { judge } = lookup.context;
  if (judge === undefined || (judge.when === "uncertain" && areAgreed(living))) return { verdict: living };
  return askJudge(judge, lookup, { ...living.entry, similarity }).then(({ isAccepted, errorCode }) => ({
    verdict: isAccepted ? living : "judge",
    errorCode,
  }));
}

/** For a policy that picks an entry whose answer did not come with the search. */
async function fetchAnswer(
  { context, budget, signal }: Lookup,
  entryId: string,
): Promise<LivingEntry | undefined> {
  const { found } = await budget.spend((timeoutMs) => readEntry(context, entryId, { timeoutMs, signal }));
  if (found !== "corrupt") return found;
  dropDamaged(context, [entryId]);
  return undefined;
}

function whyOf(facts: LookupWhy, { reason, weighed }: Decision, guards: readonly GuardNote[]): LookupWhy {
  return {
    ...facts,
    decision: reason,
    ...(weighed === undefined ? {} : { probability: weighed.probability, cut: weighed.cut }),
    ...(guards.length > 0 ? { guards } : {}),
  };
}
