import { OctavecError } from "../../errors/index.js";
import { Script } from "../../script.js";
import type { CacheParts } from "../cache-parts.js";
import type { CacheTier } from "../lookup/index.js";
import { checkEntryId } from "../request/index.js";
import { JUDGE_ENTRY } from "../script/index.js";
import type { RecentHit } from "./recent-hits.js";

const judgeScript = new Script(JUDGE_ENTRY, { readOnly: false });

/** Verdicts that an entry keeps: at most 16 of 8 characters with the blank, in its own hash, so that they go when it goes. */
const NOTES_KEPT = 16;

/** Somebody's word on an answer that the cache served. */
export interface Feedback {
  /** Whether it was the right answer to the question that was asked. */
  readonly correct: boolean;
  /** Of the hit. Default: how this process served the entry last, if it remembers. */
  readonly tier?: CacheTier | undefined;
  /** Of the hit. Default as for `tier`. */
  readonly similarity?: number | undefined;
  /** Whether the entry is taken away, everywhere. Default: when `correct` is false. */
  readonly remove?: boolean | undefined;
}

export interface FeedbackResult {
  /** Whether the entry was still there. */
  readonly known: boolean;
  readonly removed: boolean;
}

/** One round trip. @throws OctavecError `INVALID_ARGUMENT`; what the executor throws. */
export async function giveFeedback(
  parts: CacheParts,
  recent: RecentHit | undefined,
  entryId: string,
  feedback: Feedback,
  signal: AbortSignal | undefined,
): Promise<FeedbackResult> {
  checkEntryId(entryId);
  checkFeedback(feedback);
  const { correct, remove = !correct } = feedback;
  const tier = feedback.tier ?? recent?.tier;
  const similarity = feedback.similarity ?? recent?.similarity;
  parts.lifecycle.use();
  const reply = await judgeScript.run(
    parts.executor,
    parts.keys.generation,
    [
      entryId,
      noteOf(correct, similarity),
      String(NOTES_KEPT),
      remove ? "1" : "0",
      String(parts.settings.coherence.streamMaxLength),
    ],
    { signal },
  );
  if (remove) {
    parts.flights.startAnew();
    parts.memory?.delete(entryId);
  }
  for (const observer of parts.observers) observer.judged?.({ correct, tier, similarity });
  const [known, removed] = Array.isArray(reply) ? reply : [];
  return { known: known === 1, removed: removed === 1 };
}

/** `+0.934`: right at this similarity; `-`: wrong, similarity unknown. */
function noteOf(correct: boolean, similarity: number | undefined): string {
  return (correct ? "+" : "-") + (similarity === undefined ? "" : Math.max(0, similarity).toFixed(4));
}

function checkFeedback({ correct, tier, similarity, remove }: Feedback): void {
  if (typeof correct !== "boolean") throw invalid("correct: expected true or false.");
  if (remove !== undefined && typeof remove !== "boolean") throw invalid("remove: expected true or false.");
  if (tier !== undefined && tier !== "memory" && tier !== "exact" && tier !== "semantic") {
    throw invalid("tier: expected memory, exact or semantic.");
  }
  if (similarity !== undefined && !(similarity >= -1 && similarity <= 1.000_001)) {
    throw invalid("similarity: expected a cosine similarity from -1 to 1.");
  }
}

function invalid(problem: string): OctavecError {
  return new OctavecError("INVALID_ARGUMENT", `feedback: ${problem}`);
}
