import { printTable } from "../table.js";
import { isMet, type Key } from "./accuracy-keys.js";
import type { HotPathFigures } from "./hot-paths.js";
import type { SetResult } from "./measure-set.js";

export function printAccuracy(
  results: readonly SetResult[],
  keys: readonly Key[],
  hot: HotPathFigures,
): void {
  printSets(results);
  printTiers(results);
  printServer(results);
  printDecisions(results);
  console.log(
    `\n10,000 × 512 to Q8: ${hot.encodeMs.toFixed(1)} ms, a copy of the same memory ${hot.copyMs.toFixed(1)} ms. ` +
      `Rescoring 80 × 512: ${hot.rescoreMicros.toFixed(0)} µs with residuals, ${hot.float32RescoreMicros.toFixed(0)} µs with float32.\n`,
  );
  printKeys(keys);
}

function printSets(results: readonly SetResult[]): void {
  console.log("\nThe sets (truth: float32 components, sums in double precision)");
  printTable(
    ["set", "dimension", "stored", "queries", "auto chose", "clip rate", "fell back", "what"],
    results.map(({ set, chosen, clipRate, fallbackShare }) => [
      set.name,
      String(set.dimension),
      String(set.stored.length),
      String(set.queries.length),
      chosen,
      small(clipRate),
      percent(fallbackShare),
      set.about,
    ]),
  );
}

function printTiers(results: readonly SetResult[]): void {
  console.log("\nError of the cosine over all pairs, and recall@10, every vector compared");
  printTable(
    ["set", "tier", "bytes", "mean", "p99", "max", "recall@10"],
    results.flatMap(({ set, tiers, rescored }) => [
      ...tiers.map(({ name, bytesPerVector, error, recallAt10 }) => [
        set.name,
        name,
        String(bytesPerVector),
        error === undefined ? "-" : small(error.mean),
        error === undefined ? "-" : small(error.p99),
        error === undefined ? "-" : small(error.max),
        recallAt10.toFixed(4),
      ]),
      [set.name, "20 of q8, then residual", "", "-", "-", "-", rescored.recallAt10.toFixed(4)],
    ]),
  );
}

function printServer(results: readonly SetResult[]): void {
  console.log("\nRecall@10 on the server (Q8, native precision; graph as searches run by default)");
  printTable(
    [
      "set",
      "rotated",
      "graph",
      "exhaustive",
      "NOQUANT graph",
      "20 + residual",
      "of the 20",
      "score differs by",
    ],
    results.map(({ set, server }) => [
      set.name,
      server.rotated ? "yes" : "no",
      server.recallAt10.toFixed(4),
      server.exhaustiveRecallAt10.toFixed(4),
      server.float32RecallAt10?.toFixed(4) ?? "-",
      server.residualRecallAt10.toFixed(4),
      server.residualRecallOfCandidates.toFixed(4),
      small(server.differenceFromOwnCodes),
    ]),
  );
}

function printDecisions(results: readonly SetResult[]): void {
  console.log("\nIs anything at least this similar? Codes with their band against float32");
  printTable(
    ["set", "cosine", "agrees", "rescored", "with own ranges", "wrong without band", "agrees, graph"],
    results.flatMap(({ set, server }) =>
      server.decisions.map((decision, i) => [
        set.name,
        decision.threshold.toFixed(2),
        decision.agreement.toFixed(4),
        percent(decision.rescoredShare),
        percent(decision.rescoredShareKnownRanges),
        percent(decision.flippedByCodesAlone),
        server.graphDecisions[i]!.agreement.toFixed(4),
      ]),
    ),
  );
}

function printKeys(keys: readonly Key[]): void {
  printTable(
    ["key", "measured", "target", "", "over"],
    keys.map((key) => [
      key.name,
      small(key.value),
      key.target === undefined ? "-" : `${key.target.at === "least" ? "≥" : "≤"} ${key.target.limit}`,
      verdict(isMet(key)),
      key.over,
    ]),
  );
}

function verdict(met: boolean | undefined): string {
  if (met === undefined) return "";
  return met ? "met" : "MISSED";
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}

function small(value: number): string {
  if (value === 0) return "0";
  return Math.abs(value) < 0.01 ? value.toExponential(1) : value.toFixed(4);
}
