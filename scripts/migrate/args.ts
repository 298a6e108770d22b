import { parseArgs } from "node:util";
import { UsageError } from "../calibrate/usage-error.js";

/** Where the records come from. */
export type SourceChoice =
  | {
      readonly kind: "qdrant";
      readonly url: string;
      readonly collection: string;
      readonly vectorName: string | undefined;
    }
  | {
      readonly kind: "redisearch";
      readonly url: string | undefined;
      readonly index: string;
      readonly vectorField: string | undefined;
    }
  | {
      readonly kind: "hashes";
      readonly url: string | undefined;
      readonly prefix: string;
      readonly vectorField: string | undefined;
    }
  | { readonly kind: "jsonl"; readonly path: string };

export interface MigrateOptions {
  readonly command: "plan" | "run" | "verify" | "cutover" | "rollback";
  readonly source: SourceChoice;
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
  readonly dryRun: boolean;
  readonly json: boolean;
}

const COMMANDS = ["plan", "run", "verify", "cutover", "rollback"] as const;

const SHARED_HELP = `
Commands
  plan      say what would be moved, and what cannot be; writes nothing
  run       copy the records; a run that was stopped or killed goes on where it was
  verify    compare source and target; exit code 1 when they differ
  cutover   let the alias name the new side (processes that use openAlias follow)
  rollback  let it name the old side again

Target
  --to <ns:name>          the collection
  --to-url <url>          its server (default: REDIS_URL, else redis://localhost:6379)
  --quantization <name>   q8 (default), none or bin
  --precision <name>      native, residual or float32
  --rotation <name>       auto, on or off

Of a run
  --dry-run               read and check every record, write nothing
  --name <name>           of the checkpoint (default "default")
  --restart               begin anew
  --batch-size <count>    records between two checkpoints (default 2000)
  --concurrency <count>   pipelines at the same time (default 4)
  --rate <count>          most records per second
  --rejects <file>        one line of JSON for each record that cannot be carried

Of a verification
  --sample <count>        compare so many records (default: all)
  --queries <count>       queries for recall (default 100; 0: none)

  --json                  print the result as JSON
  --help                  show this
`;

export const HELP = {
  qdrant: `npm run migrate:qdrant -- COMMAND --collection NAME --to NAMESPACE:NAME [options]

Source
  --collection <name>     the Qdrant collection; the API key is read from QDRANT_API_KEY
  --from-url <url>        its server (default: QDRANT_URL, else http://localhost:6333)
  --vector <name>         which of several named vectors
  --file <file>           a JSONL file instead
${SHARED_HELP}`,
  redisearch: `npm run migrate:redisearch -- COMMAND (--index NAME | --prefix PREFIX | --file FILE) --to NAMESPACE:NAME [options]

Source
  --index <name>          a RediSearch index
  --prefix <prefix>       hashes that begin so, without an index
  --file <file>           a JSONL file
  --from-url <url>        the server of index or hashes (default: REDIS_URL, else redis://localhost:6379)
  --vector <field>        the field that holds the vector (hashes: default "vector")
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
  if (values["dry-run"] && command !== "run") throw new UsageError("--dry-run: goes with run");
  const [namespace, collection] = splitName(values.to);
  return {
    command,
    source: sourceOf(from, values),
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
    dryRun: values["dry-run"],
    json: values.json,
  };
}

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
    if (collection === undefined) throw new UsageError("--index and --prefix belong to migrate:redisearch");
    const url = values["from-url"] ?? process.env.QDRANT_URL ?? "http://localhost:6333";
    return { kind: "qdrant", url, collection, vectorName: vector };
  }
  if (collection !== undefined) throw new UsageError("--collection belongs to migrate:qdrant");
  const url = values["from-url"] ?? process.env.REDIS_URL;
  if (index !== undefined) return { kind: "redisearch", url, index, vectorField: vector };
  return { kind: "hashes", url, prefix: prefix!, vectorField: vector };
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
        "dry-run": { type: "boolean", default: false },
        json: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
