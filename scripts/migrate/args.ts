import { parseArgs } from "node:util";
import { UsageError } from "../../src/cli/index.js";
import type { VectorComponentType } from "../../src/migration/index.js";

/** The source of the records. */
export type SourceChoice =
  | {
      readonly kind: "qdrant";
      readonly url: string;
      readonly collection: string;
      readonly vectorName: string | undefined;
      readonly idField: string | undefined;
    }
  | {
      readonly kind: "redisearch";
      readonly url: string | undefined;
      readonly index: string;
      readonly vectorField: string | undefined;
      readonly vectorType: VectorComponentType | undefined;
      readonly id: "key" | "suffix" | undefined;
    }
  | {
      readonly kind: "hashes";
      readonly url: string | undefined;
      readonly prefix: string;
      readonly vectorField: string | undefined;
      readonly vectorType: VectorComponentType | undefined;
    }
  | { readonly kind: "jsonl"; readonly path: string };

export interface MigrateOptions {
  readonly command: (typeof COMMANDS)[number];
  /** The source of the records, or for `export` their destination. */
  readonly source: SourceChoice;
  /** The collection of octavec. */
  readonly target: {
    readonly url: string | undefined;
    readonly namespace: string;
    readonly collection: string;
    readonly quantization: "q8" | "none" | "bin" | undefined;
    readonly precision: "native" | "residual" | "float32" | undefined;
    readonly rotation: "auto" | "on" | "off" | undefined;
  };
  readonly name: string;
  readonly batchSize: number | undefined;
  readonly concurrency: number | undefined;
  readonly rate: number | undefined;
  readonly restart: boolean;
  readonly rejectsFile: string | undefined;
  readonly sample: number | undefined;
  readonly queries: number | undefined;
  readonly minRecall: number | undefined;
  readonly filtersFile: string | undefined;
  readonly measure: boolean;
  readonly dryRun: boolean;
  readonly json: boolean;
}

const COMMANDS = ["plan", "run", "verify", "cutover", "rollback", "export"] as const;

const SHARED_HELP = `
Commands
  plan      print the records, the mapping of each field, memory and time, and what cannot be migrated
  run       copy the records; a stopped or killed run continues at its checkpoint
  verify    compare source and target; the exit code is 1 if they differ
  cutover   switch the alias to the new side (for all processes that use openAlias)
  rollback  switch the alias back to the old side
  export    the other direction: copy the collection of --to to the named source (a file, or a Qdrant collection)

Target
  --to <ns:name>          the collection
  --to-url <url>          server of the collection (default: REDIS_URL, else redis://localhost:6379)
  --quantization <name>   q8 (default), none or bin
  --precision <name>      native, residual or float32
  --rotation <name>       auto, on or off

Options of plan
  --no-measure            do not write a temporary sample to the target's server; estimate memory by a formula instead

Options of run
  --dry-run               read and check every record, write nothing
  --name <name>           name of the checkpoint (default "default")
  --restart               ignore the checkpoint and begin again
  --batch-size <count>    records between two checkpoints (default 2000)
  --concurrency <count>   pipelines at a time (default 4)
  --rate <count>          largest number of records per second
  --rejects <file>        write one line of JSON for each record that cannot be migrated

Options of verify
  --sample <count>        number of records to compare (default: all)
  --queries <count>       number of queries for recall (default 100; 0 for none)
  --min-recall <share>    least mean share of common hits (default 0.95)
  --filters <file>        JSON list of filters in the source's language, to be translated and compared

  --json                  print the result as JSON
  --help                  show this text
`;

export const HELP = {
  qdrant: `npm run migrate:qdrant -- COMMAND --collection NAME --to NAMESPACE:NAME [options]

Source
  --collection <name>     the Qdrant collection; the API key is read from QDRANT_API_KEY
  --from-url <url>        server of the collection (default: QDRANT_URL, else http://localhost:6333)
  --vector <name>         name of the vector, if there are several
  --id-field <name>       payload field with the id (an export writes it as octavec_id)
  --file <file>           a JSONL file instead
${SHARED_HELP}`,
  redisearch: `npm run migrate:redisearch -- COMMAND (--index NAME | --prefix PREFIX | --file FILE) --to NAMESPACE:NAME [options]

Source
  --index <name>          a RediSearch index
  --prefix <prefix>       hashes whose keys begin with this, without an index
  --file <file>           a JSONL file
  --from-url <url>        server of the index or hashes (default: REDIS_URL, else redis://localhost:6379)
  --vector <field>        field with the vector (for hashes, default "vector")
  --vector-type <type>    FLOAT16, BFLOAT16, FLOAT32 (default), FLOAT64, INT8 or UINT8, if there is no index
  --ids <form>            ids of an index: key (default), or suffix (the key without the prefix of the index)
${SHARED_HELP}`,
} as const;

/** The options, or `"help"`. @throws UsageError */
export function parseMigrateArgs(
  from: "qdrant" | "redisearch",
  args: readonly string[],
): MigrateOptions | "help" {
  const { values, positionals } = parseFlags(args);
  if (values.help) return "help";
  const command = COMMANDS.find((known) => known === positionals[0]);
  if (command === undefined || positionals.length > 1) {
    throw new UsageError(`Expected one command: ${COMMANDS.join(", ")}`);
  }
  if (values["dry-run"] && command !== "run") throw new UsageError("--dry-run: only with run");
  if (values["no-measure"] && command !== "plan") throw new UsageError("--no-measure: only with plan");
  if (values.filters !== undefined && command !== "verify")
    throw new UsageError("--filters: only with verify");
  const [namespace, collection] = splitName(values.to);
  const source = sourceOf(from, values);
  if (command === "export" && source.kind !== "jsonl" && source.kind !== "qdrant") {
    throw new UsageError("export: needs --file, or with migrate:qdrant --collection");
  }
  return {
    command,
    source,
    target: {
      url: values["to-url"] ?? process.env.REDIS_URL,
      namespace,
      collection,
      quantization: oneOf("--quantization", values.quantization, ["q8", "none", "bin"]),
      precision: oneOf("--precision", values.precision, ["native", "residual", "float32"]),
      rotation: oneOf("--rotation", values.rotation, ["auto", "on", "off"]),
    },
    name: values.name,
    batchSize: wholeNumber("--batch-size", values["batch-size"], 100_000),
    concurrency: wholeNumber("--concurrency", values.concurrency, 64),
    rate: wholeNumber("--rate", values.rate, 10_000_000),
    restart: values.restart,
    rejectsFile: values.rejects,
    sample: wholeNumber("--sample", values.sample, 1_000_000_000),
    queries: wholeNumber("--queries", values.queries, 10_000, 0),
    minRecall: share("--min-recall", values["min-recall"]),
    filtersFile: values.filters,
    measure: !values["no-measure"],
    dryRun: values["dry-run"],
    json: values.json,
  };
}

const VECTOR_TYPES = ["FLOAT16", "BFLOAT16", "FLOAT32", "FLOAT64", "INT8", "UINT8"] as const;

type Flags = ReturnType<typeof parseFlags>["values"];

function sourceOf(from: "qdrant" | "redisearch", values: Flags): SourceChoice {
  const { collection, index, prefix, file, vector } = values;
  const given = [collection, index, prefix, file].filter((flag) => flag !== undefined);
  if (given.length !== 1) {
    const flags = from === "qdrant" ? "--collection, --file" : "--index, --prefix, --file";
    throw new UsageError(`Expected exactly one of ${flags}`);
  }
  if (file !== undefined) return { kind: "jsonl", path: file };
  if (from === "qdrant") {
    if (collection === undefined) throw new UsageError("--index and --prefix: only with migrate:redisearch");
    const url = values["from-url"] ?? process.env.QDRANT_URL ?? "http://localhost:6333";
    return { kind: "qdrant", url, collection, vectorName: vector, idField: values["id-field"] };
  }
  if (collection !== undefined) throw new UsageError("--collection: only with migrate:qdrant");
  const url = values["from-url"] ?? process.env.REDIS_URL;
  const vectorType = oneOf("--vector-type", values["vector-type"], VECTOR_TYPES);
  const fields = { url, vectorField: vector, vectorType };
  if (index === undefined) return { kind: "hashes", ...fields, prefix: prefix! };
  return { kind: "redisearch", ...fields, index, id: oneOf("--ids", values.ids, ["key", "suffix"]) };
}

function splitName(name: string | undefined): [string, string] {
  if (name === undefined) throw new UsageError("--to: expected namespace:name");
  const place = name.lastIndexOf(":");
  if (place < 1 || place === name.length - 1)
    throw new UsageError(`--to: expected namespace:name, got ${name}`);
  return [name.slice(0, place), name.slice(place + 1)];
}

function oneOf<T extends string>(flag: string, text: string | undefined, known: readonly T[]): T | undefined {
  if (text === undefined) return undefined;
  const found = known.find((word) => word === text);
  if (found !== undefined) return found;
  throw new UsageError(`${flag}: expected ${known.join(", ")}, got ${text}`);
}

function wholeNumber(flag: string, text: string | undefined, most: number, least = 1): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  throw new UsageError(`${flag}: expected a whole number from ${least} to ${most}, got ${text}`);
}

function share(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() !== "" && value >= 0 && value <= 1) return value;
  throw new UsageError(`${flag}: expected a number from 0 to 1, got ${text}`);
}

function parseFlags(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        collection: { type: "string" },
        index: { type: "string" },
        prefix: { type: "string" },
        file: { type: "string" },
        "from-url": { type: "string" },
        vector: { type: "string" },
        "vector-type": { type: "string" },
        "id-field": { type: "string" },
        ids: { type: "string" },
        to: { type: "string" },
        "to-url": { type: "string" },
        quantization: { type: "string" },
        precision: { type: "string" },
        rotation: { type: "string" },
        name: { type: "string", default: "default" },
        "batch-size": { type: "string" },
        concurrency: { type: "string" },
        rate: { type: "string" },
        restart: { type: "boolean", default: false },
        rejects: { type: "string" },
        sample: { type: "string" },
        queries: { type: "string" },
        "min-recall": { type: "string" },
        filters: { type: "string" },
        "no-measure": { type: "boolean", default: false },
        "dry-run": { type: "boolean", default: false },
        json: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
