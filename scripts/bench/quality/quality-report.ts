import type { BenchContext } from "../bench.js";
import { printTable } from "../table.js";
import { plotQuality } from "./plot-quality.js";
import {
  BUDGETS,
  ERROR_RATES,
  hitsAtErrors,
  meanOf,
  type OrderRun,
  type QualityFigures,
} from "./quality-figures.js";

/** Tables and the plot of one corpus. */
export function printReport(
  { outputFolder }: BenchContext,
  figures: QualityFigures,
  runs: readonly OrderRun[],
): void {
  printTable(
    ["wrong %", "hits % of the oracle threshold", "hits % by evidence", "ratio"],
    hitsAtErrors(runs).map(({ percent, ratio, fixed, evidence }) => [
      String(percent),
      percentText(fixed),
      percentText(evidence),
      ratio === undefined ? "" : ratio.toFixed(2),
    ]),
  );
  const { recommended, guardCosts, questions, outOfScope, orders, curves } = figures;
  console.log(
    `recommended threshold ${recommended.knob}: ${percentText(recommended.hitRate)} % hits, ` +
      `${percentText(recommended.errorRate)} % of the questions answered wrongly`,
  );
  printTable(
    ["budget %", "hits %", "wrong %", "worst order %", "worst first 1,000 %", "audits %", "mode changes"],
    BUDGETS.map((budget, at) => {
      const passes = runs.map((run) => run.evidence[at]!);
      return [
        (100 * budget).toFixed(1),
        percentText(meanOf(passes.map(({ hitRate }) => hitRate))),
        percentText(meanOf(passes.map(({ errorRate }) => errorRate))),
        percentText(Math.max(...passes.map(({ errorRate }) => errorRate))),
        percentText(Math.max(...passes.map(({ firstErrorRate }) => firstErrorRate))),
        percentText(meanOf(passes.map(({ auditRate }) => auditRate))),
        String(passes.reduce((sum, { modeChanges }) => sum + modeChanges, 0)),
      ];
    }),
  );
  printTable(
    ["wrong %", "hits lost by all guards, % of questions", "by all but alignment"],
    ERROR_RATES.map((percent, at) => [
      String(percent),
      percentText(guardCosts.all[at] ?? Number.NaN),
      percentText(guardCosts.withoutAlignment[at] ?? Number.NaN),
    ]),
  );
  const about = `${questions.toLocaleString("en")} questions, ${outOfScope} out of scope, empty start; mean of ${orders} orders; guards off`;
  console.log(
    `decision: ${figures.decisionMicros.toFixed(1)} µs median, ${figures.decisionMicrosP99.toFixed(1)} µs p99, besides the search`,
  );
  console.log(`${about}; plot: ${plotQuality(curves, about, outputFolder)}`);
}

/** One row for each corpus. */
export function printCorpora(corpora: Readonly<Record<string, QualityFigures>>): void {
  const titles = ["corpus", "questions", "times the oracle's hits at 1 / 2 / 3 %", "hits %", "wrong %"];
  printTable(
    [...titles, "budget used %", "worst order %", "over", "worst first 1,000 %", "over", "guards cost %"],
    Object.entries(corpora).map(([name, figures]) => [
      name,
      figures.questions.toLocaleString("en"),
      ERROR_RATES.map((percent) => figures.hitsVsStatic[percent]?.toFixed(2) ?? "-").join(" / "),
      percentText(figures.handsOffHitRate),
      percentText(figures.handsOffErrorRate),
      percentText(figures.handsOffBudgetUse),
      percentText(figures.worstErrorRate),
      String(figures.ordersOverBudget),
      percentText(figures.worstFirstErrorRate),
      String(figures.firstThousandOverBudget),
      percentText(figures.guardCost ?? Number.NaN),
    ]),
  );
}

function percentText(share: number): string {
  return Number.isNaN(share) ? "" : (100 * share).toFixed(2);
}
