import { type BenchOptions, type BenchReport, runBench } from "../bench/run-bench.js";
import type { MakeCommand } from "../program/command-context.js";
import { connectFromFlags, REDIS_FLAG } from "../program/connect-from-flags.js";
import { commandOf } from "../program/help.js";
import { wholeNumber } from "../program/option-values.js";
import { printJson } from "../program/print.js";
import { wholeText } from "../terminal/figures.js";

type BenchFlags = BenchOptions & { readonly redis?: string; readonly json: boolean };

/** `octavec bench`. */
export const benchCommand: MakeCommand = ({ signal }) =>
  commandOf("bench", {
    about: "how fast your server inserts and searches, measured with random vectors",
    more: `It writes a temporary collection, which it removes again, and keeps the server busy meanwhile. One run: repeat it before you
compare two servers. octavec plan --writes-per-second takes the inserts per second.`,
    examples: ["octavec bench --dimension 768", "octavec bench --elements 20000 --callers 16 --json"],
  })
    .option(...REDIS_FLAG)
    .option("--elements <count>", "vectors to write", wholeNumber("--elements", 100, 10_000_000), 5_000)
    .option("--dimension <count>", "numbers per vector", wholeNumber("--dimension", 1, 65_536), 512)
    .option("--searches <count>", "searches to time", wholeNumber("--searches", 10, 10_000_000), 2_000)
    .option("--callers <count>", "searches at a time", wholeNumber("--callers", 1, 1_000), 4)
    .option("--namespace <name>", "namespace of the temporary collection", "octavec")
    .option("--json", "print the figures as JSON", false)
    .action(async ({ redis, json, ...options }: BenchFlags) => {
      await using client = await connectFromFlags(redis);
      const report = await runBench(client, options, signal);
      if (json) printJson(report);
      else console.log(format(report));
    });

function format(report: BenchReport): string {
  const { version, elements, dimension, searches, callers } = report;
  return [
    `Redis ${version}, ${wholeText(elements)} random vectors of ${dimension} dimensions, ${wholeText(searches)} searches by ${callers} callers`,
    `  inserts   ${wholeText(report.insertsPerSecond)} per second`,
    `  searches  ${wholeText(report.searchesPerSecond)} per second, p50 ${report.searchP50Ms.toFixed(2)} ms, p99 ${report.searchP99Ms.toFixed(2)} ms`,
    `  PING      p50 ${report.pingP50Ms.toFixed(2)} ms`,
  ].join("\n");
}
