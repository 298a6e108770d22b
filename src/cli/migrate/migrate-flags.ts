import type { VectorComponentType } from "../../migration/index.js";
import { placeOf } from "../program/option-values.js";
import { UsageError } from "../terminal/usage-error.js";

export const MIGRATE_STEPS = ["plan", "run", "verify", "cutover", "rollback", "export"] as const;
export const VECTOR_TYPES = ["FLOAT16", "BFLOAT16", "FLOAT32", "FLOAT64", "INT8", "UINT8"] as const;

/** What `octavec migrate` can read from. The first two also take the sources after them by their flags, as scripts may say them. */
export const MIGRATE_SOURCES = ["qdrant", "redisearch", "hashes", "jsonl"] as const;

export type MigrateSource = (typeof MIGRATE_SOURCES)[number];

/** The flags that name a source, of which exactly one must be given. */
export const SOURCE_FLAGS: Readonly<Record<MigrateSource, readonly SourceFlag[]>> = {
  qdrant: ["collection", "file"],
  redisearch: ["index", "prefix", "file"],
  hashes: ["prefix"],
  jsonl: ["file"],
};

type SourceFlag = "collection" | "index" | "prefix" | "file";

/** The options as they were given, each valid by itself. */
export interface MigrateFlags {
  readonly collection?: string;
  readonly index?: string;
  readonly prefix?: string;
  readonly file?: string;
  readonly fromUrl?: string;
  readonly vector?: string;
  readonly vectorType?: VectorComponentType;
  readonly ids?: "key" | "suffix";
  readonly idField?: string;
  readonly to?: string;
  readonly toUrl?: string;
  readonly quantization?: "q8" | "none" | "bin";
  readonly precision?: "native" | "residual" | "float32";
  readonly rotation?: "auto" | "on" | "off";
  readonly name: string;
  readonly batchSize?: number;
  readonly concurrency?: number;
  readonly rate?: number;
  readonly restart: boolean;
  readonly rejects?: string;
  readonly sample?: number;
  readonly queries?: number;
  readonly minRecall?: number;
  readonly filters?: string;
  readonly measure: boolean;
  readonly dryRun: boolean;
  readonly json: boolean;
}

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

export interface MigrateOptions
  extends Pick<
    MigrateFlags,
    | "name"
    | "batchSize"
    | "concurrency"
    | "rate"
    | "restart"
    | "sample"
    | "queries"
    | "minRecall"
    | "measure"
    | "dryRun"
    | "json"
  > {
  readonly step: (typeof MIGRATE_STEPS)[number];
  /** The source of the records, or for `export` their destination. */
  readonly source: SourceChoice;
  /** The collection of octavec. */
  readonly target: {
    readonly url: string | undefined;
    readonly namespace: string;
    readonly collection: string;
    readonly quantization: MigrateFlags["quantization"] | undefined;
    readonly precision: MigrateFlags["precision"] | undefined;
    readonly rotation: MigrateFlags["rotation"] | undefined;
  };
  readonly rejectsFile: string | undefined;
  readonly filtersFile: string | undefined;
}

/** The options, which fit each other. @throws UsageError */
export function checkMigrateFlags(from: MigrateSource, step: string, flags: MigrateFlags): MigrateOptions {
  const known = MIGRATE_STEPS.find((name) => name === step);
  if (known === undefined)
    throw new UsageError(`Expected one step of ${MIGRATE_STEPS.join(", ")}, got ${step}`);
  if (flags.dryRun && known !== "run") throw new UsageError("--dry-run: only with run");
  if (!flags.measure && known !== "plan") throw new UsageError("--no-measure: only with plan");
  if (flags.filters !== undefined && known !== "verify") throw new UsageError("--filters: only with verify");
  const { namespace, name: collection } = placeOf("--to", flags.to);
  const source = sourceOf(from, flags);
  if (known === "export" && source.kind !== "jsonl" && source.kind !== "qdrant") {
    throw new UsageError("export: needs --file, or with migrate qdrant --collection");
  }
  const { toUrl: url, quantization, precision, rotation, rejects, filters, ...rest } = flags;
  return {
    ...rest,
    step: known,
    source,
    target: { url, namespace, collection, quantization, precision, rotation },
    rejectsFile: rejects,
    filtersFile: filters,
  };
}

function sourceOf(from: MigrateSource, flags: MigrateFlags): SourceChoice {
  const given = SOURCE_FLAGS[from].filter((flag) => flags[flag] !== undefined);
  if (given.length !== 1) {
    const [first, ...others] = SOURCE_FLAGS[from].map((flag) => `--${flag}`);
    throw new UsageError(
      others.length === 0 ? `Expected ${first}` : `Expected exactly one of ${[first, ...others].join(", ")}`,
    );
  }
  const { collection, index, prefix, file, vector, vectorType, fromUrl } = flags;
  if (file !== undefined) return { kind: "jsonl", path: file };
  if (collection !== undefined) {
    const url = fromUrl ?? process.env.QDRANT_URL ?? "http://localhost:6333";
    return { kind: "qdrant", url, collection, vectorName: vector, idField: flags.idField };
  }
  const fields = { url: fromUrl, vectorField: vector, vectorType };
  if (index !== undefined) return { kind: "redisearch", ...fields, index, id: flags.ids };
  return { kind: "hashes", ...fields, prefix: prefix! };
}
