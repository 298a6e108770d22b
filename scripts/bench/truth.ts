import { extractFacts, GUARD_NAMES, runGuards } from "../../src/cache/guards/index.js";
import type { Bench } from "./bench.js";
import { embedderOfTexts } from "./cache/embedder-of-texts.js";
import { figure } from "./table.js";
import { type FirstCandidates, firstCandidates } from "./truth/first-candidates.js";
import { timeGuards } from "./truth/guard-time.js";
import { corpusPairs, filePairs, type LabelledPair } from "./truth/labelled-pairs.js";
import { halfOf, readPairCorpus } from "./truth/pair-corpus.js";
import { plotTruth } from "./truth/plot-truth.js";
import { groupBy, type JudgedPair, NEAR, sharesOf } from "./truth/truth-figures.js";
import { CONTENDERS, reportLanguage } from "./truth/truth-report.js";

/** Which wrong answers a threshold and the guards let pass, on pairs that differ in little. */
export const truth: Bench = {
  question:
    "semantic cache: pairs of questions that differ in the one word that matters, by guard and family",
  defaultRounds: 5,
  async run({ rounds, inputs, outputFolder, expectSlots, onSlot }) {
    expectSlots(2);
    const pairs = inputs.pairs === undefined ? corpusPairs() : filePairs(inputs.pairs);
    const judged = await judge(pairs);
    onSlot("judged");
    const time = timeGuards(pairs, rounds);
    onSlot("timed");
    const languages: Record<string, unknown> = {};
    for (const [language, list] of groupBy(judged, (pair) => pair.language))
      languages[language] = reportLanguage(language, list);
    const english = judged.filter(({ language }) => language === "en");
    const shares = sharesOf(english, GUARD_NAMES);
    const families = [...groupBy(english, ({ family }) => family).values()];
    const worstFamily = Math.min(
      ...families
        .map((list) => sharesOf(list, GUARD_NAMES).wrongStopped)
        .filter((share) => !Number.isNaN(share)),
    );
    const about = `${english.length} English pairs; ${inputs.pairs === undefined ? "test half of the pair corpus" : "a file"}`;
    const plotted = CONTENDERS.filter(
      ({ name, hasRightJudge }) => !name.startsWith("with ") && hasRightJudge !== true,
    );
    console.log(`\nplot: ${plotTruth(english, plotted, about, outputFolder)}`);
    console.log(
      `English, at a cosine of ${NEAR} or more: wrong pairs stopped ${shares.wrongStopped.toFixed(3)}, worst family ` +
        `${worstFamily.toFixed(3)}; paraphrases rejected ${shares.paraphrasesRejected.toFixed(3)} of all, ` +
        `${shares.nearParaphrasesRejected.toFixed(3)} of the near ones`,
    );
    console.log(
      `all guards, one candidate: median ${figure(time.guardMicros)} µs, 99th percentile ${figure(time.guardMicrosP99)} µs; ` +
        `reading a question once: ${figure(time.factsMicros)} µs`,
    );
    return { ...shares, worstFamily, ...time, first: await first(), languages };
  },
};

/** On the project's own corpus, whatever pairs were given: other pairs have no paraphrase of each side. */
async function first(): Promise<FirstCandidates> {
  const items = readPairCorpus().filter(({ id, language }) => halfOf(id) === "test" && language === "en");
  const vectorOf = await vectorsOf(
    items.flatMap((item) => [item.a, item.b, item.aParaphrase, item.bParaphrase]),
  );
  const figures = firstCandidates(items, vectorOf);
  console.log(
    `first candidate at a cosine of ${NEAR} or more is the question that was paraphrased: ` +
      `${figures.rightBySimilarity.toFixed(3)} by similarity, ${figures.rightByWords.toFixed(3)} with the words (${figures.asked} asked)`,
  );
  return figures;
}

async function vectorsOf(texts: readonly string[]): Promise<(text: string) => Float32Array> {
  const { vectors } = await embedderOfTexts(texts);
  const known = new Map(texts.map((text, index) => [text, vectors[index]!]));
  return (text) => known.get(text)!;
}

async function judge(pairs: readonly LabelledPair[]): Promise<JudgedPair[]> {
  const texts = [...new Set(pairs.flatMap(({ a, b }) => [a, b]))];
  const vectorOf = await vectorsOf(texts);
  return pairs.map((pair) => {
    const results = runGuards(extractFacts(pair.a), extractFacts(pair.b));
    const rejected = results.flatMap(({ guard, verdict }) => (verdict === "reject" ? [guard] : []));
    const similarity = cosine(vectorOf(pair.a), vectorOf(pair.b));
    const isOpen = results.some(
      ({ guard, verdict }) => guard === "alignment" && verdict === "not-applicable",
    );
    return { ...pair, similarity, rejectedBy: new Set(rejected), isOpen };
  });
}

function cosine(a: Float32Array, b: Float32Array): number {
  let [dot, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    dot += a[i]! * b[i]!;
    aa += a[i]! * a[i]!;
    bb += b[i]! * b[i]!;
  }
  return dot / Math.sqrt(aa * bb);
}
