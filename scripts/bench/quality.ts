import { basename } from "node:path";
import { GUARD_NAMES } from "../../src/cache/guards/index.js";
import type { Embedder } from "../../src/embedding/index.js";
import { connect, type VectorClient } from "../../src/index.js";
import { type LabelledQuestion, labelledQuestions } from "../demo/cache/labelled-questions.js";
import type { Bench, BenchContext } from "./bench.js";
import { embedderOfTexts } from "./cache/embedder-of-texts.js";
import { ExactNeighbours } from "./cache/nearest-stored.js";
import { measureDecisions } from "./quality/decision-cost.js";
import {
  AGREEMENT_ORDERS,
  BUDGET,
  BUDGETS,
  figuresOf,
  GUARDED_ORDERS,
  type OrderRun,
  type QualityFigures,
} from "./quality/quality-figures.js";
import { printCorpora, printReport } from "./quality/quality-report.js";
import { type PassSettings, replayPolicy } from "./quality/replay-policy.js";
import { replayStatic } from "./quality/static-curve.js";
import { shuffled } from "./random.js";

const AGREEMENT_THRESHOLDS = [0.7, 0.8, 0.9];
/** Searched for the oracle: the best threshold for the very stream that it is scored on. */
const THRESHOLDS = Array.from({ length: 31 }, (_, step) => 0.96 - step * 0.01);
const COST_QUESTIONS = 3_000;

/** Labelled questions of one file. */
interface Corpus {
  readonly name: string;
  readonly questions: readonly LabelledQuestion[];
}

/** How many right answers a policy finds at the same share of wrong ones. */
export const quality: Bench = {
  question: "semantic cache: hits at the same share of wrong answers, by decision policy",
  defaultRounds: 10,
  async run(context) {
    const corpora = readCorpora(context);
    if (corpora.length === 0) {
      console.log("ABSENT: labelled questions. Name files in the format of CLINC150 with --texts A,B.");
      return {};
    }
    const agreements = Math.min(AGREEMENT_ORDERS, context.rounds) * AGREEMENT_THRESHOLDS.length;
    const guarded = 2 * Math.min(GUARDED_ORDERS, context.rounds) * BUDGETS.length;
    context.expectSlots(corpora.length * (context.rounds * (BUDGETS.length + 1) + agreements + guarded));
    const measured: Record<string, QualityFigures> = {};
    for (const { name, questions } of corpora) {
      const { figures, runs } = await measureCorpus(context, questions);
      measured[name] = figures;
      if (corpora.length === 1) printReport(context, figures, runs);
    }
    if (corpora.length > 1) printCorpora(measured);
    console.log(
      "Static thresholds and their oracle: exact float32 search in this process. The others: the cache itself.",
    );
    const [only, ...others] = Object.values(measured);
    return only !== undefined && others.length === 0 ? only : { corpora: measured };
  },
};

/** Named by the files, which are separated by commas; without any, the corpus that may exist next to a checkout. */
function readCorpora({ inputs, sizes, random }: BenchContext): Corpus[] {
  const limit = sizes?.[0] ?? Number.POSITIVE_INFINITY;
  const files = inputs.texts?.split(",") ?? [undefined];
  const names = files.map((file) => (file === undefined ? "clinc150" : basename(file, ".json")));
  return files.flatMap((file, at) => {
    const questions = labelledQuestions(file, limit, random);
    const name = names[at]!;
    const isUnique = names.indexOf(name) === names.lastIndexOf(name);
    return questions === undefined ? [] : [{ name: isUnique ? name : String(file), questions }];
  });
}

async function measureCorpus(
  context: BenchContext,
  questions: readonly LabelledQuestion[],
): Promise<{ figures: QualityFigures; runs: readonly OrderRun[] }> {
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
    runs.push(await runOrder(bench, order, { thresholds, isGuarded: number < GUARDED_ORDERS }));
  }
  const cost = await measureDecisions(client, embedder, questions.slice(0, COST_QUESTIONS));
  return { figures: figuresOf(questions, runs, cost), runs };
}

interface QualityBench {
  readonly context: BenchContext;
  readonly client: VectorClient;
  readonly embedder: Embedder;
  readonly questions: readonly LabelledQuestion[];
  readonly neighbours: ExactNeighbours;
}

async function runOrder(
  bench: QualityBench,
  order: readonly number[],
  { thresholds: agreementThresholds, isGuarded }: { thresholds: readonly number[]; isGuarded: boolean },
): Promise<OrderRun> {
  const { context, client, embedder, neighbours } = bench;
  const questions = order.map((index) => bench.questions[index]!);
  const pass = async (knob: number, settings: PassSettings, label: string) => {
    const result = await replayPolicy(client, embedder, questions, settings);
    context.onSlot(label);
    return { ...result, knob };
  };
  const jobs = [
    ...BUDGETS.map((errorBudget) => (tenant: string) => {
      return pass(errorBudget, { evidence: { errorBudget }, tenant }, `budget ${errorBudget}`);
    }),
    ...agreementThresholds.map((threshold) => (tenant: string) => {
      return pass(threshold, { agreement: { threshold }, tenant }, `agreement ${threshold}`);
    }),
  ];
  const guardings = isGuarded ? [GUARD_NAMES, GUARD_NAMES.filter((guard) => guard !== "alignment")] : [];
  for (const guards of guardings) {
    jobs.push(
      ...BUDGETS.map((errorBudget) => (tenant: string) => {
        return pass(
          errorBudget,
          { evidence: { errorBudget }, tenant, guards },
          `budget ${errorBudget}, guards`,
        );
      }),
    );
  }
  const passes = await inLanes(jobs);
  const sliceOf = (start: number) => passes.slice(start, start + BUDGETS.length);
  const firstGuarded = BUDGETS.length + agreementThresholds.length;
  const [evidence, agreement] = [sliceOf(0), passes.slice(BUDGETS.length, firstGuarded)];
  const replay = (threshold: number) => replayStatic(bench.questions, order, neighbours, threshold);
  const curve = THRESHOLDS.map(replay);
  const { recommendedThreshold } = embedder;
  if (recommendedThreshold === undefined) throw new Error("The embedder recommends no threshold to measure.");
  const recommended = replay(recommendedThreshold.value);
  context.onSlot("static thresholds");
  const handsOff = evidence.find(({ knob }) => knob === BUDGET);
  if (handsOff === undefined) throw new Error("The hands-off budget is not among those that were replayed.");
  const guarded = isGuarded
    ? { all: sliceOf(firstGuarded), withoutAlignment: sliceOf(firstGuarded + BUDGETS.length) }
    : undefined;
  return { static: curve, recommended, agreement, evidence, handsOff, guarded };
}

/** Two at a time, for a pass by itself lets client and server wait for each other. */
async function inLanes<T>(jobs: readonly ((lane: string) => Promise<T>)[]): Promise<T[]> {
  const results: T[] = [];
  let next = 0;
  const lane = async (name: string) => {
    for (let at = next++; at < jobs.length; at = next++) results[at] = await jobs[at]!(name);
  };
  await Promise.all(["quality-a", "quality-b"].map(lane));
  return results;
}
