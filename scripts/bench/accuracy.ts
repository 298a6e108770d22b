import { connect } from "../../src/index.js";
import type { Bench } from "./bench.js";
import { sentenceSets } from "./sets/sentence-sets.js";
import { syntheticSets } from "./sets/synthetic-sets.js";
import { wordSets } from "./sets/word-set.js";
import { accuracyKeys } from "./tiers/accuracy-keys.js";
import { HOT_PATHS, measureHotPaths } from "./tiers/hot-paths.js";
import { measureSet, type SetResult, STEPS_PER_SET } from "./tiers/measure-set.js";
import { plotAccuracy } from "./tiers/plot-accuracy.js";
import { printAccuracy } from "./tiers/print-accuracy.js";

/** What int8 loses, scheme by scheme, on real embeddings and on made ones; and what the two hot loops cost. */
export const accuracy: Bench = {
  question: "accuracy of every code against float32: errors, recall, decisions, calibration",
  defaultRounds: 15,
  async run(context) {
    const { seed, inputs } = context;
    const sets = [
      ...(await sentenceSets({ texts: inputs.texts, seed }, new AbortController().signal)),
      ...wordSets({ words: inputs.words, seed }),
      ...syntheticSets(seed),
    ];
    await using client = await connect({ url: context.redis.url });
    context.expectSlots(STEPS_PER_SET * sets.length + HOT_PATHS * (context.rounds + 1));
    // First, while the loops have seen nothing but their own kind of input: as in a service that does one thing.
    const hot = await measureHotPaths(context);
    const results: SetResult[] = [];
    for (const set of sets) results.push(await measureSet(client, set, seed, context.onSlot));
    const keys = accuracyKeys(results, hot);
    printAccuracy(results, keys, hot);
    return {
      ...Object.fromEntries(keys.map(({ name, value }) => [name, value])),
      targets: Object.fromEntries(keys.map(({ name, target }) => [name, target])),
      hotPaths: hot,
      sets: Object.fromEntries(results.map((result) => [result.set.name, figuresOf(result)])),
      plots: plotAccuracy(results, context.outputFolder),
    };
  },
};

/** Figures without the vectors. */
function figuresOf({ set, tiers, truths: _truths, ...figures }: SetResult): Record<string, unknown> {
  return {
    about: set.about,
    kind: set.kind,
    dimension: set.dimension,
    stored: set.stored.length,
    queries: set.queries.length,
    ...figures,
    tiers: tiers.map(({ histogram: _histogram, ...tier }) => tier),
  };
}
