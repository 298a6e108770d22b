import { statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { UsageError } from "./args.js";
import type { Answer } from "./steps/ask-questions.js";

export interface DemoFigures {
  readonly redisVersion: string;
  /** The source of the server: `url`, `path`, `testcontainers` or `debian`. */
  readonly redisSource: string;
  readonly vectors: number;
  readonly dimension: number;
  readonly ingestPerSecond: number;
  readonly searchP50Ms: number;
  readonly searchP99Ms: number;
  readonly recallAt10: number;
  readonly bytesPerVectorQ8: number;
  readonly bytesPerVectorFloat32: number;
}

/** Prints the final table. */
export function printReport(figures: DemoFigures, origin: string): void {
  const { dimension } = figures;
  const rows: [string, string][] = [
    ["Redis", `${figures.redisVersion} (${figures.redisSource}: ${origin})`],
    ["vectors", `${figures.vectors} of ${dimension} dimensions`],
    ["ingest", `${Math.round(figures.ingestPerSecond)} vectors/s, including attributes`],
    [
      "search p50 / p99",
      `${figures.searchP50Ms.toFixed(2)} ms / ${figures.searchP99Ms.toFixed(2)} ms, one at a time`,
    ],
    ["recall@10", `${figures.recallAt10.toFixed(4)} compared to an exact float32 search`],
    ["bytes per vector, Q8", bytes(figures.bytesPerVectorQ8, dimension)],
    ["bytes per vector, float32", bytes(figures.bytesPerVectorFloat32, 4 * dimension)],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  console.log();
  for (const [name, value] of rows) console.log(`${name.padEnd(width)}  ${value}`);
}

function bytes(wholeElement: number, components: number): string {
  return `${Math.round(wholeElement)} (components ${components}, the rest is graph and id)`;
}

/** Checks before the work begins that the folder of the file exists. */
export function checkReportFile(file: string): void {
  if (!statSync(dirname(file), { throwIfNoEntry: false })?.isDirectory()) {
    throw new UsageError(`--json: the folder of ${file} does not exist`);
  }
}

/** Writes figures and answers as JSON. */
export function writeReport(file: string, figures: DemoFigures, answers: readonly Answer[]): void {
  const queries = answers.map(({ query, hits }) => ({
    query,
    hits: hits.map(({ id, similarity, attributes }) => ({
      id,
      source: attributes?.source ?? "",
      text: attributes?.text ?? "",
      similarity,
    })),
  }));
  writeFileSync(file, `${JSON.stringify({ ...figures, queries }, null, 2)}\n`);
  console.log(`\nFigures written to ${file}.`);
}
