import type { LabelledQuestion } from "../../demo/cache/labelled-questions.js";
import type { BenchContext } from "../bench.js";
import { median, quantile } from "../statistics.js";
import { printTable } from "../table.js";
import { plotQuality } from "./plot-quality.js";
import type { Pass } from "./replay-policy.js";
import { type CurvePoint, hitsAtError } from "./static-curve.js";

/** Hands-off: nothing but this is said. */
export const BUDGET = 0.02;
/** The hands-off one is among them. Real errors lie about half as high. */
export const BUDGETS = [0.01, BUDGET, 0.03, 0.045, 0.065, 0.08];
/** Agreement is drawn only, so fewer do. */
export const AGREEMENT_ORDERS = 2;
/** Guards cost hits in one direction only, so one order shows it. */
export const GUARDED_ORDERS = 1;
/** The guards of a run: all of them, or all except `alignment`. */
export type Guarding = "all" | "withoutAlignment";
const ERROR_RATES = [1, 2, 3] as const;

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

/** Tables, the plot, and the figures by their keys. */
export function report(
  { outputFolder }: BenchContext,
  questions: readonly LabelledQuestion[],
  runs: readonly OrderRun[],
  cost: { median: number; p99: number },
): Record<string, unknown> {
  const atErrors = ERROR_RATES.map((percent) => {
    const hitsOf = (curve: (run: OrderRun) => readonly CurvePoint[]) =>
      runs.map((run) => hitsAtError(curve(run), percent / 100));
    const [fixed, evidence] = [hitsOf((run) => run.static), hitsOf((run) => run.evidence)];
    const ratios = runs.flatMap((_, order) => {
      const [ours, theirs] = [evidence[order], fixed[order]];
      return ours === undefined || theirs === undefined ? [] : [ours / theirs];
    });
    return {
      percent,
      ratio: ratios.length === runs.length ? median(ratios) : undefined,
      fixed: meanOf(fixed),
      evidence: meanOf(evidence),
    };
  });
  printTable(
    ["wrong %", "hits % of the oracle threshold", "hits % by evidence", "ratio"],
    atErrors.map(({ percent, ratio, fixed, evidence }) => [
      String(percent),
      percentText(fixed),
      percentText(evidence),
      ratio === undefined ? "" : ratio.toFixed(2),
    ]),
  );
  const recommended = meanPoint(runs.map((run) => run.recommended));
  console.log(
    `recommended threshold ${recommended.knob}: ${percentText(recommended.hitRate)} % hits, ` +
      `${percentText(recommended.errorRate)} % of the questions answered wrongly`,
  );
  printTable(
    ["budget %", "hits %", "wrong %", "worst order %", "audits %", "mode changes"],
    BUDGETS.map((budget, at) => {
      const passes = runs.map((run) => run.evidence[at]!);
      return [
        (100 * budget).toFixed(1),
        percentText(meanOf(passes.map(({ hitRate }) => hitRate))),
        percentText(meanOf(passes.map(({ errorRate }) => errorRate))),
        percentText(Math.max(...passes.map(({ errorRate }) => errorRate))),
        percentText(meanOf(passes.map(({ auditRate }) => auditRate))),
        String(passes.reduce((sum, { modeChanges }) => sum + modeChanges, 0)),
      ];
    }),
  );
  const guardCosts = {
    all: costOfGuards(runs, "all"),
    withoutAlignment: costOfGuards(runs, "withoutAlignment"),
  };
  printTable(
    ["wrong %", "hits lost by all guards, % of questions", "by all but alignment"],
    ERROR_RATES.map((percent, at) => [
      String(percent),
      percentText(guardCosts.all[at] ?? Number.NaN),
      percentText(guardCosts.withoutAlignment[at] ?? Number.NaN),
    ]),
  );
  const handsOff = runs.map((run) => run.handsOff);
  const outOfScope = questions.filter(({ inScope }) => !inScope).length;
  const about = `${questions.length.toLocaleString("en")} questions, ${outOfScope} out of scope, empty start; mean of ${runs.length} orders; guards off`;
  const curves = [
    { name: "evidence, by budget", points: meanCurve(runs.map(({ evidence }) => evidence)) },
    {
      name: "agreement, by threshold",
      points: meanCurve(runs.slice(0, AGREEMENT_ORDERS).map(({ agreement }) => agreement)),
    },
    { name: "threshold", points: meanCurve(runs.map((run) => run.static)) },
  ];
  console.log(
    `decision: ${cost.median.toFixed(1)} µs median, ${cost.p99.toFixed(1)} µs p99, besides the search`,
  );
  console.log(`${about}; plot: ${plotQuality(curves, about, outputFolder)}`);
  console.log(
    "Static thresholds and their oracle: exact float32 search in this process. The others: the cache itself.",
  );
  return {
    recommended,
    hitsVsStatic: Object.fromEntries(atErrors.map(({ percent, ratio }) => [percent, ratio ?? null])),
    handsOffHitRate: meanOf(handsOff.map(({ hitRate }) => hitRate)),
    handsOffErrorRate: meanOf(handsOff.map(({ errorRate }) => errorRate)),
    ordersOverBudget: handsOff.filter(({ errorRate }) => errorRate > BUDGET).length,
    firstThousandOverBudget: handsOff.filter(({ firstErrorRate }) => firstErrorRate > BUDGET).length,
    decisionMicros: cost.median,
    decisionMicrosP99: cost.p99,
    auditShare: meanOf(handsOff.map(({ auditRate }) => auditRate)),
    worstErrorRate: quantile(
      handsOff.map(({ errorRate }) => errorRate),
      1,
    ),
    questions: questions.length,
    outOfScope,
    guardCost: guardCosts.all[1] ?? null,
    guardCosts,
    orders: runs.length,
    curves,
  };
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
function meanOf(values: readonly (number | undefined)[]): number {
  return values.reduce<number>((sum, value) => sum + (value ?? Number.NaN), 0) / values.length;
}

function percentText(share: number): string {
  return Number.isNaN(share) ? "" : (100 * share).toFixed(2);
}
