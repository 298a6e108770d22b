import type { ShareInterval } from "../../cache/contract/index.js";
import { sumsOf, type WeightedSample, wrongInterval } from "../contract/intervals.js";
import type { Label } from "./label.js";

/** Only this many of the latest audits count. */
const WINDOW = 150;

const LEAST_CHANCE = 0.005;
const CHANCE_FACTOR = 0.4;

/** The probability that a hit is audited: the less probable the answer, the higher. */
export function auditChance(probability: number): number {
  return Math.max(LEAST_CHANCE, CHANCE_FACTOR * (1 - probability));
}

/** How many times more often hits are wrong than expected, and the standard deviation of this. */
export interface RatioEstimate {
  readonly value: number;
  readonly deviation: number;
}

/** Before any audit the ratio is 1, as if so many wrong answers had been expected and found. */
const PRIOR_WRONG = 30;
const MIN_RATIO = 0.5;
const MAX_RATIO = 5;

/**
 * How many times more often hits are wrong than the model expects. The number of wrong audits has a Poisson distribution, so the
 * ratio has a gamma one: its mean is (wrong + 30) / (Σ (1 − p) + 30) over the latest 150 audits.
 */
export class AuditRatio {
  readonly #audits: { readonly expectedWrong: number; readonly isWrong: boolean }[] = [];
  #estimate = estimateOf(0, 0);

  note(probability: number, isRight: boolean): void {
    this.#audits.push({ expectedWrong: 1 - probability, isWrong: !isRight });
    if (this.#audits.length > WINDOW) this.#audits.shift();
    const wrong = this.#audits.filter(({ isWrong }) => isWrong).length;
    const expected = this.#audits.reduce((sum, { expectedWrong }) => sum + expectedWrong, 0);
    this.#estimate = estimateOf(wrong, expected);
  }

  get estimate(): RatioEstimate {
    return this.#estimate;
  }
}

function estimateOf(wrong: number, expected: number): RatioEstimate {
  const value = (wrong + PRIOR_WRONG) / (expected + PRIOR_WRONG);
  const deviation = Math.sqrt(wrong + PRIOR_WRONG) / (expected + PRIOR_WRONG);
  return { value: Math.min(MAX_RATIO, Math.max(MIN_RATIO, value)), deviation };
}

/** With fewer audits the model is not stopped. */
const LEAST_AUDITS = 20;
/** Normal quantile for 99.7 %. */
const CONFIDENCE = 3;
/** While the model is stopped, each group of this many answers that it would have served decides whether it may serve again. */
const RECOVERY_LABELS = 100;

/**
 * Stops the model if audits show that its error exceeds the budget. The error is the share of wrong hits × the hit rate. The
 * model stops if the lower end of the 99.7 % interval (Wilson) over the latest 150 audits exceeds the budget. A 95 % interval
 * would stop it too often by chance, because it is checked after every audit. The model recovers if the error of 100 answers
 * that it would have served since then is within the budget.
 *
 * The probability of an audit differs from hit to hit, so each audit has a weight (see {@link wrongInterval}).
 */
export class HardStop {
  readonly #budget: number;
  readonly #audits: WeightedSample[] = [];
  #unserved = { count: 0, wrong: 0 };
  #isStopped = false;

  constructor(budget: number) {
    this.#budget = budget;
  }

  get isStopped(): boolean {
    return this.#isStopped;
  }

  /** Share of wrong hits that led to the stop; undefined if another instance stopped it. */
  cause: ShareInterval | undefined;

  /** Takes over the state of another instance, or of this one before a restart. */
  resume(isStopped: boolean): void {
    this.#isStopped = isStopped;
    this.cause = undefined;
    this.#unserved = { count: 0, wrong: 0 };
    this.#audits.length = 0;
  }

  /**
   * @param hitRate - Share of look-ups that the model serves, or would serve.
   * @returns the change, if any.
   */
  note({ kind, probability, isRight }: Label, hitRate: number): "stopped" | "recovered" | undefined {
    if (kind === "miss") return undefined;
    if (this.#isStopped) return this.#noteWhileStopped(kind, isRight, hitRate);
    this.#audits.push({ weight: kind === "audit" ? 1 / auditChance(probability) : 1, isRight });
    if (this.#audits.length > WINDOW) this.#audits.shift();
    const wrongShare = wrongInterval(sumsOf(this.#audits), CONFIDENCE);
    if (this.#audits.length < LEAST_AUDITS || wrongShare.low * hitRate <= this.#budget) return undefined;
    this.resume(true);
    this.cause = wrongShare;
    return "stopped";
  }

  #noteWhileStopped(kind: Label["kind"], isRight: boolean, hitRate: number): "recovered" | undefined {
    if (kind !== "unserved") return undefined;
    this.#unserved.count++;
    if (!isRight) this.#unserved.wrong++;
    const { count, wrong } = this.#unserved;
    if (count < RECOVERY_LABELS) return undefined;
    if ((wrong / count) * hitRate > this.#budget) {
      // The model may have been fitted again, so earlier answers must not count against it.
      this.#unserved = { count: 0, wrong: 0 };
      return undefined;
    }
    this.resume(false);
    return "recovered";
  }
}
