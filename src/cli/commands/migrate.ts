import { Argument, type Command } from "commander";
import {
  checkMigrateFlags,
  MIGRATE_SOURCES,
  MIGRATE_STEPS,
  type MigrateFlags,
  type MigrateOptions,
  type MigrateSource,
  SOURCE_FLAGS,
  VECTOR_TYPES,
} from "../migrate/migrate-flags.js";
import { runMigrate } from "../migrate/run-migrate.js";
import type { MakeCommand } from "../program/command-context.js";
import { EXIT_CODES } from "../program/exit-codes.js";
import { commandOf } from "../program/help.js";
import { anyNumber, oneOf, wholeNumber } from "../program/option-values.js";
import { UsageError } from "../terminal/usage-error.js";

const STEPS = `Steps:
  plan      print the records, the mapping of each field, memory and time, and what cannot be migrated
  run       copy the records; a stopped or killed run continues at its checkpoint
  verify    compare source and target; the exit code is 2 if they differ
  cutover   switch the alias to the new side (for all processes that use openAlias)
  rollback  switch the alias back to the old side
  export    the other direction: copy the collection of --to to the named source (a file, or a Qdrant collection)`;

const ABOUT: Readonly<Record<MigrateSource, string>> = {
  qdrant: "move a Qdrant collection to a collection of octavec",
  redisearch: "move a RediSearch index to a collection of octavec",
  hashes: "move plain hashes with vectors to a collection of octavec",
  jsonl: "move a JSONL file to a collection of octavec",
};

const SOURCE_EXAMPLE: Readonly<Record<MigrateSource, string>> = {
  qdrant: "--collection articles",
  redisearch: "--index articles",
  hashes: "--prefix doc:",
  jsonl: "--file articles.jsonl",
};

/** `octavec migrate`, with one command for each kind of source. */
export const migrateCommand: MakeCommand = ({ signal, exitWith }) => {
  const act = async (options: MigrateOptions) => {
    if (!(await runMigrate(options, signal))) exitWith(EXIT_CODES.no);
  };
  const command = commandOf("migrate", {
    about: "move vectors to a collection of octavec: plan, copy, verify, switch",
    examples: MIGRATE_SOURCES.map(
      (from) => `octavec migrate ${from} plan ${SOURCE_EXAMPLE[from]} --to shop:articles`,
    ),
  }).action(() => {
    throw new UsageError(`octavec migrate: expected a source, which is ${MIGRATE_SOURCES.join(", ")}`);
  });
  for (const from of MIGRATE_SOURCES) command.addCommand(migrateFrom(from, act));
  return command;
};

/** The command of one kind of source. `act` gets its options once they fit each other. */
export function migrateFrom(from: MigrateSource, act: (options: MigrateOptions) => Promise<void>): Command {
  const example = `${SOURCE_EXAMPLE[from]} --to shop:articles`;
  const command = commandOf(from, {
    about: ABOUT[from],
    more: STEPS,
    examples: ["plan", "run", "verify"].map((step) => `octavec migrate ${from} ${step} ${example}`),
  }).addArgument(new Argument("<step>", MIGRATE_STEPS.join(", ")));
  addSourceOptions(command, from);
  return addOptions(command).action((step: string, flags: MigrateFlags) =>
    act(checkMigrateFlags(from, step, flags)),
  );
}

function addSourceOptions(command: Command, from: MigrateSource): void {
  const flags = SOURCE_FLAGS[from];
  if (flags.includes("collection")) {
    command
      .option("--collection <name>", "the Qdrant collection; the API key is read from QDRANT_API_KEY")
      .option("--id-field <name>", "payload field with the id (an export writes it as octavec_id)");
  }
  if (flags.includes("index")) {
    command
      .option("--index <name>", "a RediSearch index")
      .option(
        "--ids <form>",
        "ids of an index: key (default), or suffix (the key without the prefix of the index)",
        oneOf("--ids", ["key", "suffix"]),
      );
  }
  if (flags.includes("prefix")) {
    command
      .option("--prefix <prefix>", "hashes whose keys begin with this")
      .option(
        "--vector-type <type>",
        `${VECTOR_TYPES.join(", ")}, where no index says it (default: FLOAT32)`,
        oneOf("--vector-type", VECTOR_TYPES),
      );
  }
  if (flags.includes("file")) command.option("--file <file>", "a JSONL file");
  if (from === "jsonl") return;
  const server =
    from === "qdrant" ? "QDRANT_URL, else http://localhost:6333" : "REDIS_URL, else redis://localhost:6379";
  command
    .option("--from-url <url>", `server of the source (default: ${server})`)
    .option(
      "--vector <name>",
      'name or field of the vector, if there are several (of hashes: default "vector")',
    );
}

function addOptions(command: Command): Command {
  return command
    .option("--to <ns:name>", "the collection of octavec")
    .option("--to-url <url>", "server of the collection (default: REDIS_URL, else redis://localhost:6379)")
    .option(
      "--quantization <name>",
      "q8 (default), none or bin",
      oneOf("--quantization", ["q8", "none", "bin"]),
    )
    .option(
      "--precision <name>",
      "native, residual or float32",
      oneOf("--precision", ["native", "residual", "float32"]),
    )
    .option("--rotation <name>", "auto, on or off", oneOf("--rotation", ["auto", "on", "off"]))
    .option(
      "--no-measure",
      "plan: do not write a temporary sample to the target's server; estimate memory by a formula instead",
    )
    .option("--dry-run", "run: read and check every record, write nothing", false)
    .option("--name <name>", "run: name of the checkpoint", "default")
    .option("--restart", "run: ignore the checkpoint and begin again", false)
    .option(
      "--batch-size <count>",
      "run: records between two checkpoints (default: 2000)",
      wholeNumber("--batch-size", 1, 100_000),
    )
    .option(
      "--concurrency <count>",
      "run: pipelines at a time (default: 4)",
      wholeNumber("--concurrency", 1, 64),
    )
    .option(
      "--rate <count>",
      "run: largest number of records per second",
      wholeNumber("--rate", 1, 10_000_000),
    )
    .option("--rejects <file>", "run: write one line of JSON for each record that cannot be migrated")
    .option(
      "--sample <count>",
      "verify: number of records to compare (default: all)",
      wholeNumber("--sample", 1, 1_000_000_000),
    )
    .option(
      "--queries <count>",
      "verify: number of queries for recall, 0 for none (default: 100)",
      wholeNumber("--queries", 0, 10_000),
    )
    .option(
      "--min-recall <share>",
      "verify: least mean share of common hits (default: 0.95)",
      anyNumber("--min-recall", 0, 1),
    )
    .option(
      "--filters <file>",
      "verify: JSON list of filters in the source's language, to be translated and compared",
    )
    .option("--json", "print the result as JSON", false);
}
