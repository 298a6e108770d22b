import { deadline, type TimeBudget } from "../../async/index.js";
import type { Answer, StoreResult } from "../contract/index.js";
import { type AskedAt, storeAnswer } from "../entries/index.js";
import type { IdentifiedRequest } from "../question/index.js";
import type { AnswerContext } from "./answer-context.js";
import type { Lease } from "./lease/lease.js";

/** An answer that Redis has not confirmed within this is given up. */
const STORE_TIMEOUT_MS = 2_000;

export interface Making {
  readonly identity: IdentifiedRequest;
  /** Undefined where embeddings are off or failed: the entry can then be found by its exact prompt only. */
  readonly vector: Float32Array | undefined;
  /** Undefined when Redis did not say: then nothing is stored, for an invalidation could have been missed. */
  readonly askedAt: AskedAt | undefined;
  readonly lease: Lease | undefined;
}

type Kept = StoreResult | { readonly stored: false; readonly reason: "pending" };

/**
 * Stores an answer and ends its lease. Waits no longer than the budget; what takes longer goes on in the background. Never
 * rejects: the answer is there, and that the cache could not keep it is no reason to withhold it.
 */
export async function keepAnswer(
  parts: AnswerContext,
  { identity, vector, askedAt, lease }: Making,
  answer: Answer,
  budget: TimeBudget,
): Promise<Kept> {
  if (askedAt === undefined) {
    lease?.end("vacant");
    return { stored: false, reason: "unavailable" };
  }
  const { background } = parts;
  // With too much in the background already it has to be done by the time that the caller waits: nothing piles up.
  const timeoutMs = background.isFull
    ? Math.max(1, budget.leftMs)
    : Math.max(parts.settings.timeoutMs, STORE_TIMEOUT_MS);
  const stored = storeAnswer(parts, identity, answer, vector, askedAt, { timeoutMs });
  const storing = stored
    .catch((): StoreResult => ({ stored: false, reason: "unavailable" }))
    .then((result) => {
      lease?.end(endFor(result));
      return result;
    });
  if (!background.run("store", () => stored)) return storing;
  return deadline<Kept>(storing, {
    timeoutMs: budget.leftMs,
    onTimeout: () => ({ stored: false, reason: "pending" }),
  });
}

function endFor(result: StoreResult): "stored" | "skip" | "vacant" {
  if (result.stored) return "stored";
  return result.reason === "empty-response" || result.reason === "response-too-large" ? "skip" : "vacant";
}
