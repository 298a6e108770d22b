import type { VectorClient, VectorRepository } from "../../index.js";
import { readRecordedCollections } from "../../repository/index.js";
import { fileSource } from "../calibrate/file-source.js";
import type { MakeCommand } from "../program/command-context.js";
import { connectFromFlags, REDIS_FLAG } from "../program/connect-from-flags.js";
import { EXIT_CODES } from "../program/exit-codes.js";
import { commandOf } from "../program/help.js";
import { anyNumber, oneOf, placeOf, wholeNumber } from "../program/option-values.js";
import { printJson } from "../program/print.js";
import { UsageError } from "../terminal/usage-error.js";
import { workProgress } from "../terminal/work-progress.js";

interface TuneFlags {
  readonly collection?: string;
  readonly redis?: string;
  readonly targetRecall?: number;
  readonly limit: number;
  readonly precision?: "native" | "rescored";
  readonly file?: string;
  readonly queries: number;
  readonly maxEf: number;
  readonly json: boolean;
}

/** `octavec tune`. */
export const tuneCommand: MakeCommand = ({ signal, exitWith }) =>
  commandOf("tune", {
    about: "which EF a collection needs for a recall, measured on it",
    more: `It searches by random elements, or by the vectors of a file, compares each search with one of every element, and prints the
smallest EF that finds enough, or what the collection needs instead. It only reads. One search runs at a time, but those of every
element can make other clients wait: choose a quiet time for a large collection. The exit code is 2 if no EF reaches the target.`,
    examples: [
      "octavec tune --collection shop:articles --target-recall 0.98 --limit 10",
      "octavec tune --collection shop:articles --target-recall 0.95 --file questions.f32 --queries 500 --json",
    ],
  })
    .option("--collection <ns:name>", "the collection, with shards or without")
    .option(...REDIS_FLAG)
    .option(
      "--target-recall <share>",
      "share of the true nearest neighbours that searches should find, 0.1 to 1",
      anyNumber("--target-recall", 0.1, 1),
    )
    .option("--limit <count>", "hits of a search", wholeNumber("--limit", 1, 1_000), 10)
    .option(
      "--precision <name>",
      "native or rescored: how searches compare (default: rescored if the collection keeps codes)",
      oneOf("--precision", ["native", "rescored"]),
    )
    .option(
      "--file <file>",
      "vectors to search by, such as those of questions: little-endian float32 numbers",
    )
    .option(
      "--queries <count>",
      "searches per EF: by so many elements, or vectors of the file",
      wholeNumber("--queries", 20, 1_000),
      100,
    )
    .option("--max-ef <count>", "largest EF to try", wholeNumber("--max-ef", 1, 1_000_000), 10_000)
    .option("--json", "print the report as JSON", false)
    .action(async ({ collection, redis, targetRecall, file, queries, json, ...given }: TuneFlags) => {
      if (targetRecall === undefined)
        throw new UsageError("--target-recall: expected a number from 0.1 to 1");
      if (collection === undefined) throw new UsageError("--collection: expected namespace:name");
      await using client = await connectFromFlags(redis);
      const repository = await openRecorded(client, collection, signal);
      const searchedBy =
        file === undefined
          ? { sampleSize: queries }
          : { queries: await vectorsOf(file, repository.inputDimension, queries, signal) };
      const progress = workProgress("Searching", null);
      try {
        const { text, ...report } = await repository.tune({
          ...given,
          ...searchedBy,
          targetRecall,
          signal,
          onProgress: ({ searches }) => progress.update(searches),
        });
        progress.stop();
        if (json) printJson(report);
        else console.log(text);
        if (!report.reached) exitWith(EXIT_CODES.no);
      } finally {
        progress.stop();
      }
    });

/** Opens a collection with the options of its record, with or without shards. @throws UsageError if there is none. */
async function openRecorded(
  client: VectorClient,
  given: string,
  signal: AbortSignal,
): Promise<VectorRepository> {
  const { namespace, name: collection } = placeOf("--collection", given);
  const [read] = await readRecordedCollections(client.executor, [{ namespace, collection }], { signal });
  if (read?.ok === false) throw read.error;
  if (read?.collection === undefined)
    throw new UsageError(`--collection: there is no collection ${namespace}:${collection} on this server`);
  return client.repository(read.collection.options);
}

async function vectorsOf(
  file: string,
  dimension: number,
  count: number,
  signal: AbortSignal,
): Promise<Float32Array[]> {
  const source = await fileSource(file, dimension, count);
  const vectors: Float32Array[] = [];
  for await (const vector of source.vectors(signal)) vectors.push(vector);
  return vectors;
}
