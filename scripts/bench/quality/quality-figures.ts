import type { LabelledQuestion } from "../../demo/cache/labelled-questions.js";
import { median } from "../statistics.js";
import type { Pass } from "./replay-policy.js";
import { type CurvePoint, hitsAtError } from "./static-curve.js";

/** The error budget of the hands-off runs. They set no other option. */
export const BUDGET = 0.02;
/** The hands-off one is among them. Real errors are lower. */
export const BUDGETS = [0.01, BUDGET, 0.03, 0.045, 0.065, 0.08];
/** Agreement is drawn only, so fewer do. */
export const AGREEMENT_ORDERS = 2;
/** Guards cost hits in one direction only, so one order shows it. */
export const GUARDED_ORDERS = 1;
/** The guards of a run: all of them, or all except `alignment`. */
export type Guarding = "all" | "withoutAlignment";
export const ERROR_RATES = [1, 2, 3] as const;

/** All policies over one order of the questions. */
export interface OrderRun {
  readonly static: readonly CurvePoint[];
  /** The threshold that the embedder recommends. */
  readonly recommended: CurvePoint;
  readonly agreement: readonly CurvePoint[];
  readonly evidence: readonly (Pass & CurvePoint)[];
  readonly handsOff: Pass;
  /** By evidence, with guards; only in the first {@link GUARDED_ORDERS} orders. */
  readonly guarded: Readonly<Record<Guarding, readonly (Pass & CurvePoint)[]>> | undefined;
}

/** Hits at the same share of wrong answers, in percent: of the oracle threshold, and by evidence. */
export interface HitsAtError {
  readonly percent: number;
  /** Median over the orders; undefined if a curve does not reach this share. */
  readonly ratio: number | undefined;
  /** NaN if a curve does not reach this share. */
  readonly fixed: number;
  readonly evidence: number;
}

export type QualityFigures = ReturnType<typeof figuresOf>;

/** The figures of one corpus by their keys. Shares are of all questions. */
export function figuresOf(
  questions: readonly LabelledQuestion[],
  runs: readonly OrderRun[],
  cost: { readonly median: number; readonly p99: number },
) {
  const handsOff = runs.map((run) => run.handsOff);
  const guardCosts = {
    all: costOfGuards(runs, "all"),
    withoutAlignment: costOfGuards(runs, "withoutAlignment"),
  };
  const handsOffErrorRate = meanOf(handsOff.map(({ errorRate }) => errorRate));
  const curves = [
    { name: "evidence, by budget", points: meanCurve(runs.map(({ evidence }) => evidence)) },
    {
      name: "agreement, by threshold",
      points: meanCurve(runs.slice(0, AGREEMENT_ORDERS).map(({ agreement }) => agreement)),
    },
    { name: "threshold", points: meanCurve(runs.map((run) => run.static)) },
  ];
  return {
    recommended: meanPoint(runs.map((run) => run.recommended)),
    hitsVsStatic: Object.fromEntries(
      hitsAtErrors(runs).map(({ percent, ratio }) => [percent, ratio ?? null]),
    ),
    handsOffHitRate: meanOf(handsOff.map(({ hitRate }) => hitRate)),
    handsOffErrorRate,
    handsOffBudgetUse: handsOffErrorRate / BUDGET,
    ordersOverBudget: handsOff.filter(({ errorRate }) => errorRate > BUDGET).length,
    firstThousandOverBudget: handsOff.filter(({ firstErrorRate }) => firstErrorRate > BUDGET).length,
    worstFirstErrorRate: Math.max(...handsOff.map(({ firstErrorRate }) => firstErrorRate)),
    decisionMicros: cost.median,
    decisionMicrosP99: cost.p99,
    auditShare: meanOf(handsOff.map(({ auditRate }) => auditRate)),
    worstErrorRate: Math.max(...handsOff.map(({ errorRate }) => errorRate)),
    questions: questions.length,
    outOfScope: questions.filter(({ inScope }) => !inScope).length,
    guardCost: guardCosts.all[1] ?? null,
    guardCosts,
    orders: runs.length,
    curves,
  };
}

export function hitsAtErrors(runs: readonly OrderRun[]): HitsAtError[] {
  return ERROR_RATES.map((percent) => {
    const hitsOf = (curve: (run: OrderRun) => readonly CurvePoint[]) =>
      runs.map((run) => hitsAtError(curve(run), percent / 100));
    const [fixed, evidence] = [hitsOf((run) => run.static), hitsOf((run) => run.evidence)];
    const ratios = runs.flatMap((_, order) => {
      const [ours, theirs] = [evidence[order], fixed[order]];
      return ours === undefined || theirs === undefined ? [] : [ours / theirs];
    });
    const ratio = ratios.length === runs.length ? median(ratios) : undefined;
    return { percent, ratio, fixed: meanOf(fixed), evidence: meanOf(evidence) };
  });
}

/** Hits lost to guards at each error rate, as a share of the questions; undefined where a curve does not reach it. */
function costOfGuards(runs: readonly OrderRun[], guarding: Guarding): (number | undefined)[] {
  return ERROR_RATES.map((percent) => {
    const [run] = runs;
    if (run?.guarded === undefined) return undefined;
    const free = hitsAtError(run.evidence, percent / 100);
    const guarded = hitsAtError(run.guarded[guarding], percent / 100);
    return free === undefined || guarded === undefined ? undefined : free - guarded;
  });
}

/** Point by point over the orders. */
function meanCurve(curves: readonly (readonly CurvePoint[])[]): CurvePoint[] {
  return (curves[0] ?? []).map((_, at) => meanPoint(curves.map((curve) => curve[at])));
}

/** Of the same knob in every order. */
function meanPoint(points: readonly (CurvePoint | undefined)[]): CurvePoint {
  return {
    knob: points[0]?.knob ?? Number.NaN,
    hitRate: meanOf(points.map((point) => point?.hitRate)),
    errorRate: meanOf(points.map((point) => point?.errorRate)),
  };
}

/** NaN as soon as one is missing. */
export function meanOf(values: readonly (number | undefined)[]): number {
  return values.reduce<number>((sum, value) => sum + (value ?? Number.NaN), 0) / values.length;
}
