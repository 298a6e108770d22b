import { type ShareInterval, wilsonInterval } from "../decision/wilson-interval.js";
import { auditChance } from "./audit-ratio.js";
import type { Label } from "./label.js";

/** Audits that count. */
const WINDOW = 150;
/** Fewer say nothing. */
const LEAST_AUDITS = 20;
/** Normal quantile for 99.7 %. */
const CONFIDENCE = 3;
/** Answers that would have been served and must have turned out well enough before any is served again. */
const RECOVERY_LABELS = 100;

/**
 * Ends serving by the model when audits show that the error passes the budget, until what it would have served is right often
 * enough. Error: share of wrong hits × hit rate. It stops when the lower end of the 99.7 % interval (Wilson; 95 %
 * would stop too often by chance, being looked at after every audit) over the latest 150 audits is above the budget, and recovers
 * when 100 answers that would have been served since then keep the budget.
 *
 * Audits are not drawn evenly, so each counts by the inverse of its chance (Horvitz and Thompson 1952), and the interval by the
 * effective number (Σw)² / Σw² (Kish 1965).
 */
export class HardStop {
  readonly #budget: number;
  readonly #audits: { readonly weight: number; readonly isRight: boolean }[] = [];
  #unserved = { count: 0, wrong: 0 };
  #isStopped = false;

  constructor(budget: number) {
    this.#budget = budget;
  }

  get isStopped(): boolean {
    return this.#isStopped;
  }

  /** Share of wrong ones among hits that led to the stop, where it was seen here. */
  cause: ShareInterval | undefined;

  /** As another instance, or this one before a restart, left it. */
  resume(isStopped: boolean): void {
    this.#isStopped = isStopped;
    this.cause = undefined;
    this.#unserved = { count: 0, wrong: 0 };
    this.#audits.length = 0;
  }

  /** Gives what changed, if anything. `hitRate`: share of look-ups that the model serves, or would serve. */
  note({ kind, probability, isRight }: Label, hitRate: number): "stopped" | "recovered" | undefined {
    if (kind === "miss") return undefined;
    if (this.#isStopped) return this.#noteWhileStopped(kind, isRight, hitRate);
    this.#audits.push({ weight: kind === "audit" ? 1 / auditChance(probability) : 1, isRight });
    if (this.#audits.length > WINDOW) this.#audits.shift();
    const wrongShare = weightedShare(this.#audits, CONFIDENCE);
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
      // The next hundred have their own chance: a model that was refitted is not held to what it was.
      this.#unserved = { count: 0, wrong: 0 };
      return undefined;
    }
    this.resume(false);
    return "recovered";
  }
}

/** Wilson's interval of a share of unevenly drawn samples. */
export function weightedShare(
  samples: readonly { readonly weight: number; readonly isRight: boolean }[],
  z?: number,
): ShareInterval {
  let [sum, squares, wrong] = [0, 0, 0];
  for (const { weight, isRight } of samples) {
    sum += weight;
    squares += weight * weight;
    if (!isRight) wrong += weight;
  }
  return intervalOfSums({ sum, squares, wrong }, z);
}

/** The same of sums: Σw, Σw², Σw of the wrong ones. */
export function intervalOfSums(
  sums: { sum: number; squares: number; wrong: number },
  z?: number,
): ShareInterval {
  const { sum, squares, wrong } = sums;
  if (!(sum > 0 && squares > 0)) return wilsonInterval(0, 0);
  const effective = (sum * sum) / squares;
  return wilsonInterval((wrong / sum) * effective, effective, z);
}
