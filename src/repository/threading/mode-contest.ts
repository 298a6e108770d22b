import {
  LONGEST_INLINE_MS,
  LOSS_FACTOR,
  type Load,
  predictTimeMs,
  SHORTEST_THREADED_MS,
  stallWeight,
  type ThreadMode,
} from "./search-cost.js";
import { otherMode } from "./searches-in-flight.js";

/**
 * Searches per group. Times are averaged within a group, and medians are taken over groups, so that single slow searches
 * have little effect. With many searches at a time several complete together, so a group holds at least two rounds of 16
 * callers.
 */
const GROUP_SIZE: Readonly<Record<Load, number>> = { alone: 8, few: 16, many: 32 };
const GROUPS_OF_TRIAL = 3;
const GROUPS_KEPT = 6;
/** Groups before the first trial. Each trial without a change of mode doubles the number for the next one. */
const FIRST_TRIAL_AFTER = 8;
const FIRST_TRIAL_AFTER_CHANGE = 32;
const MAX_GROUPS_BETWEEN_TRIALS = 512;
/** A trial ends without a result after this many groups of searches. */
const MAX_GROUPS_OF_TRIAL = 20;
/** The other mode is not tried if its expected cost is more than this many times that of the present mode. */
const MAX_COST_RATIO = 1.7;
const TRIALS_KEPT = 7;
/** By how much the other mode must be better to replace the present one, after one, two, and three or more trials. */
const MARGINS = [1, 0.25, 0.08] as const;
/** Earlier trials are dropped if the time of the present mode has changed by this factor. */
const DRIFT = 2.5;

/**
 * Chooses between inline and threaded for searches of similar cost under similar load, by trials.
 *
 * It starts with the mode that the model expects to be better and measures it in groups of 8 searches (16 with a few at a
 * time, 32 with many). After 8 groups the other mode gets a trial of three groups. Later trials are rarer: after 16, 32 … 512
 * groups, each with a random deviation of up to a quarter, so that trials do not coincide with patterns of the traffic. A trial
 * uses more searches until none of the present mode runs beside them. So at first about a quarter of the searches are in
 * trials, and in the end fewer than one in a hundred. There is no trial if the model expects the other mode to cost more than
 * 1.7 times as much. A trial is compared with the mean of the three groups before and the three groups after it, because the
 * speed of a machine drifts.
 *
 * Times are weighted before they are compared: an inline search makes all clients wait (`stallWeight`), and a threaded one may
 * miss elements that are written at the same time (`LOSS_FACTOR`). So for searches of up to 5 ms, threads must be 1.5 times as
 * fast.
 *
 * Hysteresis: the mode changes if the median of the last trials (up to seven) is better by 100 % after one trial, 25 % after
 * two, and 8 % after three or more. One trial can be 30 % wrong on a busy machine; with 8 % the chosen mode costs at most a
 * tenth more than the better one. The mode changes only after a trial, so not before 12 groups, and not before 30 groups after
 * a change. After a change, the same trials count inverted. If the times of the present mode drift by a factor of 2.5, earlier
 * trials are dropped and trials become four times as frequent.
 */
export class ModeContest {
  #mode: ThreadMode;
  readonly #serverMs: number;
  readonly #groupSize: number;
  readonly #expectedMs: Record<ThreadMode, number>;
  readonly #random: () => number;
  readonly #groups: number[] = [];
  #sum = 0;
  #summed = 0;
  /** Time of the present mode at the last trial. */
  #baselineMs: number | undefined;
  /** For each trial, the weighted time of the other mode divided by that of the present one. Below 1 the other one is better. */
  #ratios: number[] = [];
  #groupsBetweenTrials = FIRST_TRIAL_AFTER;
  #searchesUntilTrial: number;
  #trial: { sent: number; groups: number[]; sum: number; summed: number } | undefined;
  /** A finished trial, until the present mode has been measured after it. */
  #finishedTrial: { triedMs: number; beforeMs: number } | undefined;

  /**
   * @param serverMs - The predicted processor time of such a search.
   * @param random - A number in [0, 1).
   */
  constructor(serverMs: number, load: Load, random: () => number) {
    this.#serverMs = serverMs;
    this.#groupSize = GROUP_SIZE[load];
    this.#expectedMs = {
      inline: predictTimeMs("inline", serverMs, load),
      threaded: predictTimeMs("threaded", serverMs, load),
    };
    this.#random = random;
    const inline = this.#expectedMs.inline * stallWeight(serverMs);
    this.#mode = inline <= this.#expectedCost("threaded") ? "inline" : "threaded";
    this.#searchesUntilTrial = this.#nextInterval();
  }

  /** The mode for the next search. */
  next(): ThreadMode {
    if (this.#trial !== undefined) {
      if (this.#trial.sent++ < MAX_GROUPS_OF_TRIAL * this.#groupSize) return otherMode(this.#mode);
      this.#keepMode();
    } else if (
      this.#finishedTrial === undefined &&
      --this.#searchesUntilTrial <= 0 &&
      this.#groups.length >= GROUPS_OF_TRIAL
    ) {
      if (this.#isWorthTrying()) {
        this.#trial = { sent: 1, groups: [], sum: 0, summed: 0 };
        return otherMode(this.#mode);
      }
      this.#searchesUntilTrial = this.#nextInterval();
    }
    return this.#mode;
  }

  /** Adds the time of a search during which no search of the other mode was running. */
  observe(mode: ThreadMode, shareMs: number): void {
    if (mode === this.#mode) this.#observePresent(shareMs);
    else if (this.#trial !== undefined) this.#observeTrial(this.#trial, shareMs);
  }

  #observePresent(shareMs: number): void {
    this.#sum += shareMs;
    if (++this.#summed < this.#groupSize) return;
    this.#groups.push(this.#sum / this.#groupSize);
    if (this.#groups.length > GROUPS_KEPT) this.#groups.shift();
    this.#sum = 0;
    this.#summed = 0;
    if (this.#finishedTrial !== undefined) {
      if (this.#groups.length === GROUPS_OF_TRIAL) this.#judge(this.#finishedTrial);
      return;
    }
    if (this.#baselineMs === undefined || this.#groups.length < GROUPS_KEPT) return;
    const change = median(this.#groups) / this.#baselineMs;
    if (change < DRIFT && change > 1 / DRIFT) return;
    this.#baselineMs = median(this.#groups);
    this.#ratios = [];
    this.#groupsBetweenTrials = Math.max(FIRST_TRIAL_AFTER, this.#groupsBetweenTrials / 4);
    this.#searchesUntilTrial = Math.min(this.#searchesUntilTrial, this.#nextInterval());
  }

  #observeTrial(trial: { groups: number[]; sum: number; summed: number }, shareMs: number): void {
    trial.sum += shareMs;
    if (++trial.summed < this.#groupSize) return;
    trial.groups.push(trial.sum / this.#groupSize);
    trial.sum = 0;
    trial.summed = 0;
    if (trial.groups.length < GROUPS_OF_TRIAL) return;
    const beforeMs = median(this.#groups.slice(-GROUPS_OF_TRIAL));
    this.#finishedTrial = { triedMs: median(trial.groups), beforeMs };
    this.#trial = undefined;
    this.#startMeasuring();
  }

  #judge({ triedMs, beforeMs }: { triedMs: number; beforeMs: number }): void {
    const presentMs = (beforeMs + median(this.#groups)) / 2;
    this.#finishedTrial = undefined;
    this.#baselineMs = presentMs;
    const inlineMs = this.#mode === "inline" ? presentMs : triedMs;
    const weight = stallWeight(this.#stallMs(inlineMs));
    const ratio =
      this.#mode === "inline"
        ? (triedMs * LOSS_FACTOR) / (presentMs * weight)
        : (triedMs * weight) / (presentMs * LOSS_FACTOR);
    this.#ratios.push(ratio);
    if (this.#ratios.length > TRIALS_KEPT) this.#ratios.shift();
    const margin = MARGINS[Math.min(this.#ratios.length, MARGINS.length) - 1]!;
    if (median(this.#ratios) * (1 + margin) > 1) this.#keepMode();
    else this.#changeMode();
  }

  #keepMode(): void {
    this.#trial = undefined;
    this.#groupsBetweenTrials = Math.min(MAX_GROUPS_BETWEEN_TRIALS, this.#groupsBetweenTrials * 2);
    this.#searchesUntilTrial = this.#nextInterval();
  }

  #changeMode(): void {
    this.#mode = otherMode(this.#mode);
    this.#ratios = this.#ratios.map((ratio) => 1 / ratio);
    this.#startMeasuring();
    this.#baselineMs = undefined;
    this.#groupsBetweenTrials = FIRST_TRIAL_AFTER_CHANGE;
    this.#searchesUntilTrial = this.#nextInterval();
  }

  #startMeasuring(): void {
    this.#groups.length = 0;
    this.#sum = 0;
    this.#summed = 0;
  }

  /** If the model is far off for the present mode, its prediction for the other mode is ignored too. */
  #isWorthTrying(): boolean {
    const present = this.#mode;
    const tried = otherMode(present);
    const measuredMs = median(this.#groups);
    if (tried === "inline" && this.#serverMs > LONGEST_INLINE_MS) return false;
    if (tried === "threaded" && this.#serverMs < SHORTEST_THREADED_MS) return false;
    if (measuredMs > 3 * this.#expectedMs[present]) return true;
    return this.#expectedCost(tried) <= MAX_COST_RATIO * this.#expectedCost(present);
  }

  #expectedCost(mode: ThreadMode): number {
    return mode === "threaded" ? this.#expectedMs.threaded * LOSS_FACTOR : this.#expectedMs.inline;
  }

  /**
   * For how long an inline search blocks the server. The measured time also contains the network and other work, so it
   * corrects the prediction by at most a factor of 4.
   */
  #stallMs(inlineShareMs: number): number {
    return Math.min(this.#serverMs * 4, Math.max(this.#serverMs / 4, inlineShareMs));
  }

  /** Searches until the next trial, with a random deviation. */
  #nextInterval(): number {
    return Math.round(this.#groupSize * this.#groupsBetweenTrials * (0.75 + this.#random() / 2));
  }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
