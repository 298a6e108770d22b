import { wordHashes } from "../../text/index.js";
import type {
  Decision,
  DecisionQuery,
  GuardNote,
  LivingEntry,
  LookupWhy,
  MissReason,
  Neighbour,
} from "../contract/index.js";
import { dropDamaged, type EntryCandidate, readEntry } from "../entries/index.js";
import { type GuardCheck, guardCheckFor } from "../guards/index.js";
import type { Lookup } from "./lookup.js";
import { askJudge, rerank } from "./run-hooks.js";
import { leastServed } from "./thresholds.js";

/** An answer to serve, or the reason why there is none. */
export type Choice = (
  | { readonly served: ServedEntry }
  | { readonly served: undefined; readonly reason: MissReason }
) & {
  readonly why: LookupWhy;
  /** What the policy said first; undefined if it was not asked. */
  readonly decision: Decision | undefined;
};

export interface ServedEntry extends Pick<EntryCandidate, "similarity" | "vector"> {
  readonly living: LivingEntry;
}

/** Candidates that guards and judge may reject before the look-up gives up. */
const MAX_VETTED = 3;

/**
 * Chooses among candidates, which come best first: the reranker orders them, the policy picks one, guards and judge may
 * reject that one, and then the policy may pick another. `threshold`: what the policy is told.
 */
export async function decide(
  lookup: Lookup,
  candidates: readonly EntryCandidate[],
  threshold: number,
): Promise<Choice> {
  const { context, identity } = lookup;
  const { policy } = context;
  const [nearest] = candidates;
  const facts = {
    policy: policy.name,
    threshold,
    candidates: candidates.length,
    nearestSimilarity: nearest?.similarity,
  };
  if (nearest === undefined) {
    const why = { ...facts, decision: "no-neighbour" };
    return { served: undefined, reason: "not-found", why, decision: undefined };
  }
  let remaining =
    context.rerank === undefined ? candidates : await rerank(context.rerank, lookup, candidates);
  const query = decisionQueryOf(lookup, threshold);
  const check = guardCheckFor(context.settings, context.storedFacts, identity);
  const guards: GuardNote[] = [];
  let reason: MissReason =
    nearest.similarity < leastServed(policy, lookup.thresholds) ? "below-threshold" : "policy";
  let first: Decision | undefined;
  for (let vetted = 0; ; vetted++) {
    const decision = policy.decide(query, neighboursOf(remaining));
    first ??= decision;
    const picked = remaining.find(({ entryId }) => entryId === decision.serve);
    if (picked === undefined || vetted === MAX_VETTED) {
      if (reason === "policy" && decision.reason === "below-threshold") reason = "below-threshold";
      return { served: undefined, reason, why: whyOf(facts, decision, guards), decision: first };
    }
    const vetting = await vet(lookup, picked, check);
    guards.push(...vetting.guards);
    const { errorCode } = vetting;
    const why = whyOf(errorCode === undefined ? facts : { ...facts, errorCode }, decision, guards);
    if (vetting.verdict === "accepted") {
      const { similarity, vector } = picked;
      return { served: { living: vetting.living, similarity, vector }, why, decision: first };
    }
    if (vetting.verdict !== "gone") reason = vetting.verdict;
    else if (reason === "policy" && remaining.length === 1) reason = "not-found";
    if (policy.asksAgain !== true) return { served: undefined, reason, why, decision: first };
    remaining = remaining.filter((candidate) => candidate !== picked);
  }
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
    // A member of its own, so that copies of the query have it.
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

type Vetting = { readonly guards: readonly GuardNote[]; readonly errorCode?: string | undefined } & (
  | { readonly verdict: "accepted"; readonly living: LivingEntry }
  /** `gone`: expired since it was found. */
  | { readonly verdict: "guard" | "judge" | "gone" }
);

/** The last checks before an entry is served: its answer must still be there, and guards and judge must accept it. */
async function vet(lookup: Lookup, candidate: EntryCandidate, check: GuardCheck): Promise<Vetting> {
  const living = candidate.living ?? (await fetchAnswer(lookup, candidate.entryId));
  if (living === undefined) return { verdict: "gone", guards: [] };
  const guards = check(living.entry);
  if (guards.some(({ verdict }) => verdict === "reject")) return { verdict: "guard", guards };
  const { judge } = lookup.context;
  if (judge === undefined) return { verdict: "accepted", living, guards };
  const answer = { ...living.entry, similarity: candidate.similarity };
  const { isAccepted, errorCode } = await askJudge(judge, lookup, answer);
  return isAccepted
    ? { verdict: "accepted", living, guards, errorCode }
    : { verdict: "judge", guards, errorCode };
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
