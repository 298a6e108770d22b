import {
  LONGEST_INLINE_MS,
  LOSS_PRICE,
  type Load,
  predictTimeMs,
  SHORTEST_THREADED_MS,
  stallWeight,
  type ThreadMode,
} from "./search-cost.js";
import { otherMode } from "./searches-in-flight.js";

/**
 * Times are averaged by this many searches, and medians taken of the averages: a mean is honest, a hiccup is not news. Of
 * many at a time several complete together, so a group holds at least two turns of sixteen callers.
 */
const GROUP: Readonly<Record<Load, number>> = { alone: 8, few: 16, many: 32 };
const GROUPS_OF_TRIAL = 3;
const GROUPS_KEPT = 6;
/** Groups before the first trial, and between trials at the most; each trial that changes nothing doubles the wait. */
const FIRST_TRIAL_AFTER = 8;
const AFTER_SWITCH = 32;
const LONGEST_WAIT = 512;
/** A trial that finds too few clean measurements among so many groups of searches is given up. */
const LONGEST_TRIAL = 20;
/** The other mode is not tried where it is expected to be more than this many times as dear. */
const HOPELESS = 1.7;
/** Trials remembered. */
const TRIALS_KEPT = 7;
/** How much better the other mode must have been, by the number of trials that say so. */
const MARGINS = [1, 0.25, 0.08] as const;
/** When the present mode's time has changed by this factor, what earlier trials said is of another time. */
const DRIFT = 2.5;

/**
 * Inline or threaded, for searches of about the same cost under about the same load. Starts with the mode that the model
 * expects to be better, and measures it, in groups of 8 searches (16 where a few are under way at a time, 32 where many).
 * After 8 groups, then ever more rarely (16, 32 … 512 groups, a quarter more or less by chance so as not to fall in step
 * with the traffic), the other mode gets a trial of three groups, and as many searches more as it takes until none of the
 * present mode is under way beside them: at first about a quarter of the searches, in the end fewer than one in a
 * hundred; none at all where the model expects the other mode to be 1.7 times as dear. A trial is compared with the
 * mean of the three groups before it and the three after it, because a machine's speed drifts.
 *
 * Times are weighed before they are compared: an inline search holds everyone up (`stallWeight`), a threaded one may miss
 * elements that are written at the same time (`LOSS_PRICE`). So up to 5 ms threads must be half as fast again.
 *
 * Hysteresis: the mode changes when the median of the last (up to seven) trials is better by 100 % after one trial, 25 %
 * after two, 8 % from three on: one trial is easily 30 % off on a busy machine, but whoever stays must stay within a tenth
 * of the mode that is better by weight. It changes after a trial only, so not before 12 groups, and not before 30 after a change; the same
 * trials, turned round, then speak for the new mode. When the present mode's times drift by 2.5, trials start anew and
 * come four times as often.
 */
export class ModeContest {
  #mode: ThreadMode;
  readonly #serverMs: number;
  readonly #group: number;
  readonly #expectedMs: Record<ThreadMode, number>;
  readonly #random: () => number;
  readonly #groups: number[] = [];
  #sum = 0;
  #summed = 0;
  /** What the present mode took at the last trial. */
  #baselineMs: number | undefined;
  /** Of each trial, the time of the other mode divided by that of the present one; below 1 speaks for a change. */
  #ratios: number[] = [];
  #wait = FIRST_TRIAL_AFTER;
  #untilTrial: number;
  #trial: { sent: number; groups: number[]; sum: number; summed: number } | undefined;
  /** A trial that is over, until the present mode has been measured after it too. */
  #unjudged: { triedMs: number; beforeMs: number } | undefined;

  /**
   * @param serverMs - The predicted processor time of such a search.
   * @param random - A number in [0, 1).
   */
  constructor(serverMs: number, load: Load, random: () => number) {
    this.#serverMs = serverMs;
    this.#group = GROUP[load];
    this.#expectedMs = {
      inline: predictTimeMs("inline", serverMs, load),
      threaded: predictTimeMs("threaded", serverMs, load),
    };
    this.#random = random;
    const inline = this.#expectedMs.inline * stallWeight(serverMs);
    this.#mode = inline <= this.#price("threaded") ? "inline" : "threaded";
    this.#untilTrial = this.#jittered();
  }

  /** The mode for the next search. */
  next(): ThreadMode {
    if (this.#trial !== undefined) {
      if (this.#trial.sent++ < LONGEST_TRIAL * this.#group) return otherMode(this.#mode);
      this.#endTrial();
    } else if (
      this.#unjudged === undefined &&
      --this.#untilTrial <= 0 &&
      this.#groups.length >= GROUPS_OF_TRIAL
    ) {
      if (this.#isWorthTrying()) {
        this.#trial = { sent: 1, groups: [], sum: 0, summed: 0 };
        return otherMode(this.#mode);
      }
      this.#untilTrial = this.#jittered();
    }
    return this.#mode;
  }

  /** A search ended that was never under way together with one of the other mode. */
  observe(mode: ThreadMode, shareMs: number): void {
    if (mode === this.#mode) this.#observePresent(shareMs);
    else if (this.#trial !== undefined) this.#observeTrial(this.#trial, shareMs);
  }

  #observePresent(shareMs: number): void {
    this.#sum += shareMs;
    if (++this.#summed < this.#group) return;
    this.#groups.push(this.#sum / this.#group);
    if (this.#groups.length > GROUPS_KEPT) this.#groups.shift();
    this.#sum = 0;
    this.#summed = 0;
    if (this.#unjudged !== undefined) {
      if (this.#groups.length === GROUPS_OF_TRIAL) this.#judge(this.#unjudged);
      return;
    }
    if (this.#baselineMs === undefined || this.#groups.length < GROUPS_KEPT) return;
    const change = median(this.#groups) / this.#baselineMs;
    if (change < DRIFT && change > 1 / DRIFT) return;
    this.#baselineMs = median(this.#groups);
    this.#ratios = [];
    this.#wait = Math.max(FIRST_TRIAL_AFTER, this.#wait / 4);
    this.#untilTrial = Math.min(this.#untilTrial, this.#jittered());
  }

  #observeTrial(trial: { groups: number[]; sum: number; summed: number }, shareMs: number): void {
    trial.sum += shareMs;
    if (++trial.summed < this.#group) return;
    trial.groups.push(trial.sum / this.#group);
    trial.sum = 0;
    trial.summed = 0;
    if (trial.groups.length < GROUPS_OF_TRIAL) return;
    const beforeMs = median(this.#groups.slice(-GROUPS_OF_TRIAL));
    this.#unjudged = { triedMs: median(trial.groups), beforeMs };
    this.#trial = undefined;
    this.#startMeasuring();
  }

  #judge({ triedMs, beforeMs }: { triedMs: number; beforeMs: number }): void {
    const presentMs = (beforeMs + median(this.#groups)) / 2;
    this.#unjudged = undefined;
    this.#baselineMs = presentMs;
    const inlineMs = this.#mode === "inline" ? presentMs : triedMs;
    const weight = stallWeight(this.#stallMs(inlineMs));
    const ratio =
      this.#mode === "inline"
        ? (triedMs * LOSS_PRICE) / (presentMs * weight)
        : (triedMs * weight) / (presentMs * LOSS_PRICE);
    this.#ratios.push(ratio);
    if (this.#ratios.length > TRIALS_KEPT) this.#ratios.shift();
    const margin = MARGINS[Math.min(this.#ratios.length, MARGINS.length) - 1]!;
    if (median(this.#ratios) * (1 + margin) > 1) this.#endTrial();
    else this.#change();
  }

  #endTrial(): void {
    this.#trial = undefined;
    this.#wait = Math.min(LONGEST_WAIT, this.#wait * 2);
    this.#untilTrial = this.#jittered();
  }

  #change(): void {
    this.#mode = otherMode(this.#mode);
    this.#ratios = this.#ratios.map((ratio) => 1 / ratio);
    this.#startMeasuring();
    this.#baselineMs = undefined;
    this.#wait = AFTER_SWITCH;
    this.#untilTrial = this.#jittered();
  }

  #startMeasuring(): void {
    this.#groups.length = 0;
    this.#sum = 0;
    this.#summed = 0;
  }

  /** Where the model is plainly wrong about the present mode, its word about the other one does not count either. */
  #isWorthTrying(): boolean {
    const present = this.#mode;
    const tried = otherMode(present);
    const measuredMs = median(this.#groups);
    if (tried === "inline" && this.#serverMs > LONGEST_INLINE_MS) return false;
    if (tried === "threaded" && this.#serverMs < SHORTEST_THREADED_MS) return false;
    if (measuredMs > 3 * this.#expectedMs[present]) return true;
    return this.#price(tried) <= HOPELESS * this.#price(present);
  }

  #price(mode: ThreadMode): number {
    return mode === "threaded" ? this.#expectedMs.threaded * LOSS_PRICE : this.#expectedMs.inline;
  }

  /** An inline search's share holds the way there and back, and others' work: it corrects the model, within bounds. */
  #stallMs(inlineShareMs: number): number {
    return Math.min(this.#serverMs * 4, Math.max(this.#serverMs / 4, inlineShareMs));
  }

  #jittered(): number {
    return Math.round(this.#group * this.#wait * (0.75 + this.#random() / 2));
  }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
