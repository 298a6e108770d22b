import { failureCode } from "../../errors/index.js";
import type {
  CacheEntry,
  CacheHit,
  CacheMiss,
  Decision,
  LivingEntry,
  LookupResult,
  LookupWhy,
  MissReason,
} from "../contract/index.js";
import type { ExplainedStep } from "./explanation.js";

/** What one step says. If there is a `result`, the look-up ends with it; otherwise the next step is asked. */
export interface StepOutcome extends Pick<ExplainedStep, "answer"> {
  readonly result?: LookupResult | undefined;
  /** What the policy said first, if it was asked. */
  readonly decision?: Decision | undefined;
}

interface TracedStep extends StepOutcome, Pick<ExplainedStep, "step" | "durationMs"> {}

/** What every step of one look-up said, in their order. */
export class LookupTrace {
  readonly steps: TracedStep[] = [];
  #sinceMs = performance.now();

  add(step: ExplainedStep["step"], outcome: StepOutcome): void {
    const nowMs = performance.now();
    this.steps.push({ ...outcome, step, durationMs: nowMs - this.#sinceMs });
    this.#sinceMs = nowMs;
  }

  /** The step that the look-up ends with: the first one that gave a result. */
  get ending(): TracedStep | undefined {
    return this.steps.find(({ result }) => result !== undefined);
  }
}

export const MISS: StepOutcome = { answer: "miss" };
export const OFF: StepOutcome = { answer: "off" };

/** A step's hit. `similarity`: default 1. */
export function hitOf(
  entry: CacheEntry,
  {
    tier,
    stale,
    similarity = 1,
    why = {},
  }: Pick<CacheHit, "tier" | "stale"> & Partial<Pick<CacheHit, "similarity" | "why">>,
): StepOutcome {
  const { response, entryId, answerId, createdAtMs, tags, usage } = entry;
  const ageMs = Math.max(0, Date.now() - createdAtMs);
  const found = { response, entryId, answerId, ageMs, createdAtMs, tags, usage };
  return { answer: "hit", result: { hit: true, tier, similarity, stale, why, ...found } };
}

export function isStale({ remainingMs, staleMs }: LivingEntry): boolean {
  return remainingMs <= staleMs;
}

export function miss(reason: MissReason, why: LookupWhy = {}): CacheMiss {
  return { hit: false, reason, why };
}

/** A step that failed, which ends the look-up. After an abort nobody waits for it any more. */
export function failed(reason: "embedding-failed" | "unavailable", error: unknown): StepOutcome {
  return { answer: "failed", result: miss(reason, { errorCode: failureCode(error) }) };
}
