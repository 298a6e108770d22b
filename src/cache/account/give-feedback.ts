import { LRUCache } from "lru-cache";
import { OctavecError, requireKnownFields } from "../../errors/index.js";
import { Script } from "../../script.js";
import {
  CACHE_TIERS,
  type CacheObserver,
  type CacheTier,
  type LookupEvent,
  type VerdictEvent,
} from "../contract/index.js";
import { announce, type EntryContext, endProbation, NOTE_VERDICT } from "../entries/index.js";
import { checkEntryId } from "../question/index.js";

const noteScript = new Script(NOTE_VERDICT, { readOnly: false });

/** Verdicts kept with an entry, 8 characters each at most. They are in the entry's hash and are removed with it. */
const NOTES_KEPT = 16;

/** A verdict on an answer that the cache served. */
export interface Feedback {
  /** Whether it was the right answer to the question that was asked. */
  readonly correct: boolean;
  /** Of the hit. Default: how this process served the entry last, if it remembers. */
  readonly tier?: CacheTier | undefined;
  /** Of the hit. Default as for `tier`. */
  readonly similarity?: number | undefined;
  /** Whether the entry is removed, for all instances. Default: when `correct` is false. */
  readonly remove?: boolean | undefined;
}

export interface FeedbackResult {
  /** Whether the entry was still there. */
  readonly known: boolean;
  readonly removed: boolean;
}

const MAX_REMEMBERED = 5_000;

type RecentHit = Omit<VerdictEvent, "correct">;

/** How each entry was hit last in this process, so that a verdict on it can be counted where it belongs. */
export class RecentHits implements CacheObserver {
  readonly #hits = new LRUCache<string, RecentHit>({ max: MAX_REMEMBERED });

  lookedUp({ result, substitution }: LookupEvent): void {
    if (!result.hit) return;
    const { entryId, tier, similarity } = result;
    this.#hits.set(entryId, { tier, similarity, substitution });
  }

  of(entryId: string): RecentHit | undefined {
    return this.#hits.get(entryId);
  }
}

/**
 * Notes a verdict, or removes the entry. One round trip; one more for a right verdict in a cache with `probation`.
 *
 * @param recent - How this process served the entry last.
 * @throws OctavecError `INVALID_ARGUMENT`; what the executor throws.
 */
export async function giveFeedback(
  context: EntryContext,
  entryId: string,
  feedback: Feedback,
  { recent, signal }: { readonly recent: RecentHits; readonly signal: AbortSignal | undefined },
): Promise<FeedbackResult> {
  checkEntryId(entryId);
  checkFeedback(feedback);
  const { correct, remove = !correct } = feedback;
  const last = recent.of(entryId);
  const { tier = last?.tier, similarity = last?.similarity } = feedback;
  // A verdict that names another similarity is on another hit.
  const substitution = similarity === last?.similarity ? last?.substitution : undefined;
  const { executor, keys, lifecycle, observers } = context;
  lifecycle.use();
  let known: boolean;
  if (remove) {
    known = (await announce(context, "entry", entryId, signal)).entries === 1;
  } else {
    const args = [entryId, noteOf(correct, similarity), String(NOTES_KEPT)];
    known = (await noteScript.run(executor, keys.generation, args, { signal })) === 1;
    if (correct) await endProbation(context, entryId, { signal });
  }
  for (const observer of observers) observer.judged?.({ correct, tier, similarity, substitution });
  return { known, removed: remove && known };
}

/** `+0.934`: right at this similarity; `-`: wrong, similarity unknown. */
function noteOf(correct: boolean, similarity: number | undefined): string {
  return (correct ? "+" : "-") + (similarity === undefined ? "" : Math.max(0, similarity).toFixed(4));
}

function checkFeedback(feedback: Feedback): void {
  requireKnownFields(feedback, { what: "feedback", fields: ["correct", "tier", "similarity", "remove"] });
  const { correct, tier, similarity, remove } = feedback;
  if (typeof correct !== "boolean") throw invalid("correct: expected true or false.");
  if (remove !== undefined && typeof remove !== "boolean") throw invalid("remove: expected true or false.");
  if (tier !== undefined && !CACHE_TIERS.includes(tier)) {
    throw invalid(`tier: expected one of ${CACHE_TIERS.join(", ")}.`);
  }
  if (similarity !== undefined && !(similarity >= -1 && similarity <= 1.000_001)) {
    throw invalid("similarity: expected a cosine similarity from -1 to 1.");
  }
}

function invalid(problem: string): OctavecError {
  return new OctavecError("INVALID_ARGUMENT", `feedback: ${problem}`);
}
