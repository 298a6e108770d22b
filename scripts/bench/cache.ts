import { connect } from "../../src/index.js";
import { labelledQuestions } from "../demo/cache/labelled-questions.js";
import type { Bench, BenchContext } from "./bench.js";
import { embedderOfTexts } from "./cache/embedder-of-texts.js";
import { measureLatency } from "./cache/latency.js";
import { ExactNeighbours } from "./cache/nearest-stored.js";
import { plotReplay } from "./cache/plot-replay.js";
import { type ReplayFigures, replay } from "./cache/replay.js";
import { printTable } from "./table.js";

const THRESHOLDS = [0.7, 0.75, 0.8, 0.85, 0.9, 0.95];
/** Questions replayed; `--sizes` for another number. */
const QUESTIONS = 5_000;

/** What a hit costs, and how good hits are at each threshold. */
export const cache: Bench = {
  question:
    "semantic cache: hits against bare commands, and hits and wrong hits on real questions by threshold",
  defaultRounds: 8,
  async run(context) {
    context.expectSlots(2 * 8 * (context.rounds + 1));
    const latency = await measureLatency(context);
    return { ...latency, ...(await measureQuality(context)) };
  },
};

async function measureQuality(context: BenchContext): Promise<Record<string, unknown>> {
  const questions = labelledQuestions(context.inputs.texts, context.sizes?.[0] ?? QUESTIONS, context.random);
  if (questions === undefined) {
    console.log("ABSENT: labelled questions. Name a file in the format of CLINC150 with --texts.");
    return {};
  }
  const texts = questions.map(({ text }) => text);
  const { embedder, vectors } = await embedderOfTexts(texts);
  const neighbours = new ExactNeighbours(vectors);
  await using client = await connect({ url: context.redis.url, minConnections: 2 });
  const runs: ReplayFigures[] = [];
  for (const guards of [false, true]) {
    for (const threshold of THRESHOLDS) {
      runs.push(await replay(client, embedder, questions, neighbours, { threshold, guards }));
    }
  }
  printTable(
    [
      "threshold",
      "guards",
      "hits %",
      "wrong %",
      "wrong in scope %",
      "wrong out of scope %",
      "entries",
      "as float32",
    ],
    runs.map((run) => [
      run.threshold.toFixed(2),
      run.guards ? "on" : "off",
      percent(run.hitRate),
      percent(run.wrongRate),
      percent(run.wrongInScope),
      percent(run.wrongOutOfScope),
      run.stored.toLocaleString("en"),
      run.agreement === undefined ? "" : run.agreement.toFixed(5),
    ]),
  );
  const outOfScope = questions.filter(({ inScope }) => !inScope).length;
  const about = `${questions.length.toLocaleString("en")} questions in random order, ${outOfScope} out of scope, empty start`;
  console.log(`${about}; plot: ${plotReplay(runs, about, context.outputFolder)}`);
  const agreements = runs.flatMap(({ agreement }) => agreement ?? []);
  return {
    decisionAgreement: Math.min(...agreements),
    questions: questions.length,
    outOfScope,
    replay: runs,
  };
}

function percent(share: number): string {
  return (100 * share).toFixed(2);
}
