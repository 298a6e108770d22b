import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { logScale, nearOneScale, pointPlot } from "../../src/cli/plot/index.js";
import { connect } from "../../src/index.js";
import type { Bench } from "./bench.js";
import { type CandidateFigures, measureCandidates } from "./forms/bin-candidates.js";
import { exactAnswers, FORMS, type FormFigures, measureForm } from "./forms/measure-form.js";
import { passageSets } from "./forms/passage-sets.js";
import type { TestSet } from "./sets/test-set.js";
import { printTable } from "./table.js";

const PASSAGES = 5_000;
/** Of `bin + int8`. */
const LEAST_RECALL = 0.98;
const MOST_BYTES_PER_DIMENSION = 1.3;

interface SetFigures {
  readonly set: TestSet;
  readonly forms: Readonly<Record<string, FormFigures>>;
  readonly candidates: readonly CandidateFigures[];
}

/** Recall and bytes of the ways to create a collection, on real embeddings. */
export const precision: Bench = {
  question: "recall and bytes per vector of none, q8, q8 + residual, q8 + int8, bin and bin + int8",
  defaultRounds: 1,
  async run({ redis, seed, records = PASSAGES, outputFolder, expectSlots, onSlot }) {
    const sets = await passageSets({ passages: records, seed }, new AbortController().signal);
    await using client = await connect({ url: redis.url });
    expectSlots(sets.length * (FORMS.length + 1));
    const results: SetFigures[] = [];
    for (const set of sets) {
      const exact = exactAnswers(set);
      const forms: Record<string, FormFigures> = {};
      for (const form of FORMS) {
        forms[form.name] = await measureForm(client, set, form, exact);
        onSlot(`${set.name}: ${form.name}`);
      }
      results.push({ set, forms, candidates: measureCandidates(set, exact) });
      onSlot(`${set.name}: candidates`);
    }
    print(results);
    const binInt8 = results.map(({ forms }) => forms["bin + int8"]!);
    const recallAt10 = Math.min(...binInt8.map((one) => one.recallAt10));
    const bytesPerDimension = Math.max(...binInt8.map((one) => one.bytesPerDimension));
    console.log(
      `\nbin + int8, the worse of ${results.length} sets: recall@10 ${recallAt10.toFixed(4)} (at least ${LEAST_RECALL}), ` +
        `${bytesPerDimension.toFixed(3)} bytes per dimension for vector and code (at most ${MOST_BYTES_PER_DIMENSION}).`,
    );
    return {
      recallAt10,
      bytesPerDimension,
      targets: { recallAt10: LEAST_RECALL, bytesPerDimension: MOST_BYTES_PER_DIMENSION },
      sets: Object.fromEntries(
        results.map(({ set: { name, about, dimension, stored, queries }, forms, candidates }) => [
          name,
          { about, dimension, stored: stored.length, queries: queries.length, forms, candidates },
        ]),
      ),
      plots: results.map((result) => plot(result, outputFolder)),
    };
  },
};

function print(results: readonly SetFigures[]): void {
  for (const { set } of results)
    console.log(`${set.name}: ${set.stored.length} stored, ${set.queries.length} queries; ${set.about}`);
  console.log();
  printTable(
    [
      "dimension",
      "form",
      "recall@10",
      "with ef 400",
      "error p99",
      "vector + code bytes",
      "per dimension",
      "in the server",
      "float32 codes",
      "search ms",
    ],
    results.flatMap(({ set, forms }) =>
      Object.entries(forms).map(([name, figures]) => [
        set.name,
        name,
        figures.recallAt10.toFixed(4),
        figures.recallAt10LargeEf.toFixed(4),
        figures.errorP99.toExponential(1),
        `${figures.vectorBytes} + ${figures.codeBytes.toFixed(0)}`,
        figures.bytesPerDimension.toFixed(3),
        figures.serverBytes.toFixed(0),
        figures.float32Share === undefined ? "-" : `${(100 * figures.float32Share).toFixed(1)} %`,
        figures.searchMs.toFixed(2),
      ]),
    ),
  );
  console.log("\nCandidates by signs per hit, every vector compared, ordered by int8 codes");
  printTable(
    ["dimension", "candidates per hit", "of the exact ten among them", "recall@10"],
    results.flatMap(({ set, candidates }) =>
      candidates.map(({ perHit, coverage, recallAt10 }) => [
        set.name,
        String(perHit),
        coverage.toFixed(4),
        recallAt10.toFixed(4),
      ]),
    ),
  );
}

function plot({ set, forms }: SetFigures, folder: string): string {
  const path = join(folder, `precision-${set.name}.svg`);
  const entries = Object.entries(forms);
  const recalls = entries.map(([, { recallAt10 }]) => recallAt10);
  const svg = pointPlot({
    title: `Recall against bytes per vector, ${set.dimension} dimensions`,
    subtitle: `${set.about}; bytes of vector and code, without id and graph`,
    x: { label: "bytes per vector", scale: logScale(set.dimension / 10, 4 * set.dimension * 1.6) },
    y: { label: "recall@10", scale: nearOneScale(Math.max(0, Math.min(0.9, ...recalls) - 0.05)) },
    series: entries.map(([name, { recallAt10, vectorBytes, codeBytes }]) => ({
      name: `${name}: ${recallAt10.toFixed(4)}`,
      points: [{ x: vectorBytes + codeBytes, y: recallAt10 }],
    })),
  });
  writeFileSync(path, svg);
  return path;
}
