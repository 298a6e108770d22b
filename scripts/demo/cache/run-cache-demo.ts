import { SemanticCache } from "../../../src/cache/index.js";
import { createEnergeticEmbedder } from "../../../src/embedding/index.js";
import { connect } from "../../../src/index.js";
import { seededRandom } from "../../bench/random.js";
import { UsageError } from "../args.js";
import { checkReportFile } from "../report.js";
import { openServer } from "../server/open-server.js";
import { prepareCorpus } from "../steps/prepare-corpus.js";
import { askAll } from "./ask-cache.js";
import type { CacheDemoOptions } from "./cache-args.js";
import { explainSome, printCacheReport, writeCacheReport } from "./cache-report.js";
import { type LabelledQuestion, labelledQuestions } from "./labelled-questions.js";
import { passageQuestions } from "./passage-questions.js";
import { popularFirst } from "./popular.js";

/** Fixed, so that questions and order are the same in each run. */
const SEED = 8;
/** Number of subjects if the questions are generated from passages. */
const SUBJECTS = 60;
/** Example prices, similar to those of hosted models. */
const PRICES = { "stand-in": { inputPerMillion: 3, outputPerMillion: 15 } };

/** The demo of the cache. */
export async function runCacheDemo(options: CacheDemoOptions, signal: AbortSignal): Promise<void> {
  if (options.json !== undefined) checkReportFile(options.json);
  const random = seededRandom(SEED);
  const questions = questionsOf(options, random);
  console.log("Looking for a Redis 8 (the first time this may download one) …");
  await using server = await openServer(false, signal);
  console.log(`Redis ${server.version} from ${server.source}: ${server.origin}`);
  const embedder = createEnergeticEmbedder();
  // The first embedding loads the model. That must not count as time of the cache.
  await embedder.embed(["warm up"], { signal });
  await using client = await connect({ url: server.url });
  await using cache = new SemanticCache({
    client,
    embedder,
    namespace: "demo",
    tenant: "questions",
    threshold: options.threshold,
    timeoutMs: 500,
    telemetry: { prices: PRICES, currency: "USD" },
  });
  const asked = await askAll(cache, questions, random, signal);
  const stats = await cache.stats({ signal });
  printCacheReport(asked, stats);
  await explainSome(cache, asked);
  if (options.json !== undefined) writeCacheReport(options.json, asked, stats);
  await cache.clearTenant();
}

function questionsOf({ data, count }: CacheDemoOptions, random: () => number): LabelledQuestion[] {
  if (data !== undefined) {
    const questions = labelledQuestions(data, Number.POSITIVE_INFINITY, random) ?? [];
    if (questions.length === 0) throw new UsageError(`--data: no questions in ${data}`);
    console.log(
      `${questions.length} labelled questions in ${data}; ${Math.min(count, questions.length)} of them are asked.`,
    );
    return oftenAsked(questions, count, random);
  }
  const corpus = prepareCorpus({ path: undefined, queries: [], json: undefined, keep: false, limit: 2_000 });
  const questions = passageQuestions(corpus.stored, { subjects: SUBJECTS, count, random });
  console.log(
    `${questions.length} questions about ${new Set(questions.map(({ answer }) => answer)).size} subjects, in different phrasings.`,
  );
  return questions;
}

/** Draws questions so that a few labels are frequent and most are rare. */
function oftenAsked(
  questions: readonly LabelledQuestion[],
  count: number,
  random: () => number,
): LabelledQuestion[] {
  const byAnswer = new Map<string, LabelledQuestion[]>();
  for (const question of questions)
    byAnswer.set(question.answer, [...(byAnswer.get(question.answer) ?? []), question]);
  const draw = popularFirst([...byAnswer.values()], random);
  return Array.from({ length: Math.min(count, questions.length) }, () => {
    const list = draw();
    return list[Math.floor(random() * list.length)]!;
  });
}
