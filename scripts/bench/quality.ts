import type { Embedder } from "../../src/embedding/index.js";
import { connect, type VectorClient } from "../../src/index.js";
import { type LabelledQuestion, labelledQuestions } from "../demo/cache/labelled-questions.js";
import type { Bench, BenchContext } from "./bench.js";
import { embedderOfTexts } from "./cache/embedder-of-texts.js";
import { ExactNeighbours } from "./cache/nearest-stored.js";
import { measureDecisions } from "./quality/decision-cost.js";
import { plotQuality } from "./quality/plot-quality.js";
import { type Pass, type PassSettings, replayPolicy } from "./quality/replay-policy.js";
import { type CurvePoint, hitsAtError, replayStatic } from "./quality/static-curve.js";
import { shuffled } from "./random.js";
import { median, quantile } from "./statistics.js";
import { printTable } from "./table.js";

const BUDGET = 0.02;
/** The hands-off one is among them. Real errors lie about half as high. */
const BUDGETS = [0.01, BUDGET, 0.03, 0.045, 0.065];
const AGREEMENT_THRESHOLDS = [0.7, 0.8, 0.9];
/** Drawn only, so fewer do. */
const AGREEMENT_ORDERS = 2;
/** Searched for the oracle: the best threshold for the very stream that it is scored on. */
const THRESHOLDS = Array.from({ length: 31 }, (_, step) => 0.96 - step * 0.01);
const ERROR_RATES = [1, 2, 3] as const;
const COST_QUESTIONS = 3_000;

/** How many right answers a policy finds at the same share of wrong ones. */
export const quality: Bench = {
  question: "semantic cache: hits at the same share of wrong answers, by decision policy",
  defaultRounds: 10,
  async run(context) {
    const limit = context.sizes?.[0] ?? Number.POSITIVE_INFINITY;
    const questions = labelledQuestions(context.inputs.texts, limit, context.random);
    if (questions === undefined) {
      console.log("ABSENT: labelled questions. Name a file in the format of CLINC150 with --texts.");
      return {};
    }
    const agreements = Math.min(AGREEMENT_ORDERS, context.rounds) * AGREEMENT_THRESHOLDS.length;
    context.expectSlots(context.rounds * (BUDGETS.length + 1) + agreements);
    const { embedder, vectors } = await embedderOfTexts(questions.map(({ text }) => text));
    const neighbours = new ExactNeighbours(vectors);
    await using client = await connect({ url: context.redis.url, minConnections: 2 });
    const bench = { context, client, embedder, questions, neighbours };
    const orders = Array.from({ length: context.rounds }, () =>
      shuffled([...questions.keys()], context.random),
    );
    const runs: OrderRun[] = [];
    for (const [number, order] of orders.entries()) {
      const thresholds = number < AGREEMENT_ORDERS ? AGREEMENT_THRESHOLDS : [];
      runs.push(await runOrder(bench, order, thresholds));
    }
    const cost = await measureDecisions(client, embedder, questions.slice(0, COST_QUESTIONS));
    return report(context, questions, runs, cost);
  },
};

interface QualityBench {
  readonly context: BenchContext;
  readonly client: VectorClient;
  readonly embedder: Embedder;
  readonly questions: readonly LabelledQuestion[];
  readonly neighbours: ExactNeighbours;
}

/** All policies over one order of the questions. */
interface OrderRun {
  readonly static: readonly CurvePoint[];
  readonly agreement: readonly CurvePoint[];
  readonly evidence: readonly (Pass & CurvePoint)[];
  readonly handsOff: Pass;
}

async function runOrder(
  bench: QualityBench,
  order: readonly number[],
  agreementThresholds: readonly number[],
): Promise<OrderRun> {
  const { context, client, embedder, neighbours } = bench;
  const questions = order.map((index) => bench.questions[index]!);
  const pass = async (knob: number, settings: PassSettings, label: string) => {
    const result = await replayPolicy(client, embedder, questions, settings);
    context.onSlot(label);
    return { ...result, knob };
  };
  const evidence: (Pass & CurvePoint)[] = [];
  for (const errorBudget of BUDGETS) {
    evidence.push(await pass(errorBudget, { decision: "evidence", errorBudget }, `budget ${errorBudget}`));
  }
  const agreement: CurvePoint[] = [];
  for (const threshold of agreementThresholds) {
    agreement.push(await pass(threshold, { decision: "agreement", threshold }, `agreement ${threshold}`));
  }
  const curve = THRESHOLDS.map((threshold) => replayStatic(bench.questions, order, neighbours, threshold));
  context.onSlot("static thresholds");
  const handsOff = evidence.find(({ knob }) => knob === BUDGET);
  if (handsOff === undefined) throw new Error("The hands-off budget is not among those that were replayed.");
  return { static: curve, agreement, evidence, handsOff };
}

function report(
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
    orders: runs.length,
    curves,
  };
}

/** Point by point over the orders. */
function meanCurve(curves: readonly (readonly CurvePoint[])[]): CurvePoint[] {
  return (curves[0] ?? []).map(({ knob }, at) => ({
    knob,
    hitRate: meanOf(curves.map((curve) => curve[at]?.hitRate)),
    errorRate: meanOf(curves.map((curve) => curve[at]?.errorRate)),
  }));
}

/** NaN as soon as one is missing. */
function meanOf(values: readonly (number | undefined)[]): number {
  return values.reduce<number>((sum, value) => sum + (value ?? Number.NaN), 0) / values.length;
}

function percentText(share: number): string {
  return Number.isNaN(share) ? "" : (100 * share).toFixed(2);
}
