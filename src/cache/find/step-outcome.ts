import { failureCode } from "../../errors/index.js";
import type {
  CacheHit,
  CacheMiss,
  CacheTier,
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

/** A step's hit. */
export function hitOf(...hit: Parameters<typeof cacheHitOf>): StepOutcome {
  return { answer: "hit", result: cacheHitOf(...hit) };
}

/** The defaults of `similarity` and `why` are those of the exact question. */
export function cacheHitOf(
  { entry, remainingMs, staleMs }: LivingEntry,
  tier: CacheTier,
  { similarity = 1, why = {} }: Partial<Pick<CacheHit, "similarity" | "why">> = {},
): CacheHit {
  const { prompt, response, structured, entryId, answerId, createdAtMs, tags, usage, modality } = entry;
  const ageMs = Math.max(0, Date.now() - createdAtMs);
  const stale = remainingMs <= staleMs;
  return {
    hit: true,
    tier,
    prompt,
    response,
    structured,
    similarity,
    entryId,
    answerId,
    ageMs,
    createdAtMs,
    stale,
    tags,
    usage,
    ...(modality === undefined ? {} : { modality }),
    why,
  };
}

export function miss(reason: MissReason, why: LookupWhy = {}): CacheMiss {
  return { hit: false, reason, why };
}

/** A step that failed, which ends the look-up. After an abort nobody waits for it any more. */
export function failed(reason: "embedding-failed" | "unavailable", error: unknown): StepOutcome {
  return { answer: "failed", result: miss(reason, { errorCode: failureCode(error) }) };
}
