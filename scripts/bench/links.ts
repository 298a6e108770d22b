import { createEnergeticEmbedder, type Embedder } from "../../src/embedding/index.js";
import { connect } from "../../src/index.js";
import { linkByMeaning } from "../../src/learning/index.js";
import { labelledQuestions } from "../demo/cache/labelled-questions.js";
import type { Bench, BenchContext } from "./bench.js";
import { embedderOfTexts } from "./cache/embedder-of-texts.js";
import { type AnswerPair, answerPairs } from "./links/answer-pairs.js";
import { DEVELOPMENT_TOPICS, TEST_TOPICS } from "./links/answer-templates.js";
import { type LinkPass, replayLinks } from "./links/replay-links.js";
import { WordedAnswers } from "./links/worded-answers.js";
import { printTable } from "./table.js";

const SIMILARITIES = [0.6, 0.7, 0.8, 0.9];
/** The guide names it for the bundled model. */
const RECOMMENDED = 0.7;
const UNNAMED_SHARE = 0.3;
const ERROR_BUDGET = 0.02;
const QUESTIONS = 6_000;

/** What linking answers by their meaning gets right, and what that is worth. */
export const links: Bench = {
  question:
    "semantic cache: answers in other words that are linked by meaning, rightly and wrongly, and the hits that gives",
  defaultRounds: 1,
  async run(context) {
    context.expectSlots(6);
    const development = await linkedShares(answerPairs(DEVELOPMENT_TOPICS), "development templates");
    context.onSlot("development");
    const test = await linkedShares(answerPairs(TEST_TOPICS), "test templates");
    context.onSlot("test");
    return { development, test, replay: await replayAll(context) };
  },
};

async function linkedShares(pairs: readonly AnswerPair[], about: string) {
  const texts = [...new Set(pairs.flatMap(({ a, b }) => [a, b]))];
  const { embedder } = await embedderOfTexts(texts);
  const { signal } = new AbortController();
  const rows = [];
  for (const similarity of SIMILARITIES) {
    const hook = linkByMeaning({ embedder, similarity });
    const count = { same: [0, 0], detail: [0, 0], topic: [0, 0] } satisfies Record<
      AnswerPair["kind"],
      number[]
    >;
    for (const { a, b, kind } of pairs) {
      count[kind][1]!++;
      if (await hook.isSame("", [a, b], { signal })) count[kind][0]!++;
    }
    const share = (kind: AnswerPair["kind"]) => count[kind][0]! / count[kind][1]!;
    const different = count.detail[1]! + count.topic[1]!;
    rows.push({
      similarity,
      found: share("same"),
      falseOfDetail: share("detail"),
      falseOfTopic: share("topic"),
      falseLinks: (count.detail[0]! + count.topic[0]!) / different,
      falseOfLinked:
        (count.detail[0]! + count.topic[0]!) / (count.same[0]! + count.detail[0]! + count.topic[0]!),
    });
  }
  console.log(`\n${about}: ${pairs.length} pairs of answers`);
  printTable(
    [
      "cosine from",
      "same answers linked",
      "false: other detail",
      "false: other topic",
      "false of all different",
      "false among linked",
    ],
    rows.map(({ similarity, ...shares }) => [
      String(similarity),
      ...Object.values(shares).map((value) => value.toFixed(4)),
    ]),
  );
  return rows;
}

async function replayAll({ redis, sizes, inputs, random, onSlot }: BenchContext) {
  const questions = labelledQuestions(inputs.texts, sizes?.[0] ?? QUESTIONS, random);
  if (questions === undefined) {
    console.log("ABSENT: labelled questions. Name a file in the format of CLINC150 with --texts.");
    return {};
  }
  const { embedder } = await embedderOfTexts(questions.map(({ text }) => text));
  const answers = new WordedAnswers(questions, random);
  await using client = await connect({ url: redis.url, minConnections: 2 });
  const answerEmbedder: Embedder = createEnergeticEmbedder();
  const pass = async (unnamedShare: number, isLinked: boolean): Promise<LinkPass> => {
    const link = isLinked ? linkByMeaning({ embedder: answerEmbedder, similarity: RECOMMENDED }) : undefined;
    const wordingOf = (label: string) => answers.wordingOf(label);
    const replay = { questions, wordingOf, unnamedShare, errorBudget: ERROR_BUDGET, link, random };
    const result = await replayLinks(client, embedder, replay);
    onSlot(`${unnamedShare} unnamed`);
    return result;
  };
  const named = await pass(0, false);
  const unlinked = await pass(UNNAMED_SHARE, false);
  const linked = await pass(UNNAMED_SHARE, true);
  console.log(`\n${questions.length} questions, budget ${ERROR_BUDGET}`);
  printTable(
    [
      "",
      "hits",
      "wrong",
      "unlinked at the end",
      "decides",
      "links right",
      "links wrong",
      "denied rightly",
      "denied wrongly",
      "untold",
    ],
    Object.entries({
      "all named": named,
      "30 % unnamed": unlinked,
      "30 % unnamed, linked by meaning": linked,
    }).map(([name, { hitRate, errorRate, unlinkedShare, mode, links: found }]) => [
      name,
      ...[hitRate, errorRate, unlinkedShare].map((value) => value.toFixed(4)),
      mode,
      ...Object.values(found).map(String),
    ]),
  );
  return { named, unlinked, linked };
}
