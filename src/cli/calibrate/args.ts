import { parseArgs } from "node:util";
import { UsageError } from "../terminal/usage-error.js";

export interface CalibrateOptions {
  readonly source:
    | { readonly kind: "collection"; readonly name: string; readonly url: string | undefined }
    | { readonly kind: "file"; readonly path: string; readonly dimension: number };
  /** Largest number of vectors to read. */
  readonly samples: number;
  /** Fingerprint of the embedding model, for the record. */
  readonly model: string;
  readonly seed: number;
  readonly allowRotation: boolean;
  /** File for the figures. */
  readonly json: string | undefined;
  /** File for the record. */
  readonly out: string | undefined;
}

const DEFAULT_SAMPLES = 10_000;

export const CALIBRATE_HELP = `octavec calibrate --collection NAMESPACE:NAME [--url URL] [options]
octavec calibrate --file VECTORS.f32 --dimension N [options]
octavec calibrate threshold --pairs FILE.jsonl [options]     finds a threshold for a semantic cache; see threshold --help
octavec calibrate guards --pairs FILE.jsonl [options]        measures the guards of a semantic cache; see guards --help

Reads a sample of vectors, measures every int8 scheme on held-out pairs, and prints the best one with its error. It writes
nothing to the server.

  --collection <ns:name>  an existing collection, of which a random sample is read
  --url <url>             its server (default: REDIS_URL, else redis://localhost:6379)
  --file <file>           a file of vectors: little-endian float32 numbers
  --dimension <count>     numbers per vector of the file
  --samples <count>       largest number of vectors to read, 300 to 1000000 (default ${DEFAULT_SAMPLES})
  --model <name>          fingerprint of the embedding model, for the record (default: the source's name)
  --seed <number>         seed of the sample and of the rotation (default 1)
  --no-rotation           leave out the rotation, because an existing collection cannot start to use one
  --out <file>            write the calibration record, which CalibratedCodec reads
  --json <file>           write the figures
  --help                  show this text
`;

/** The options, or `"help"`. @throws UsageError */
export function parseCalibrateArgs(args: readonly string[]): CalibrateOptions | "help" {
  const values = parseFlags(args);
  if (values.help) return "help";
  const { collection, url, file, dimension } = values;
  if ((collection === undefined) === (file === undefined)) {
    throw new UsageError("Expected either --collection or --file");
  }
  if (file === undefined && dimension !== undefined) {
    throw new UsageError("--dimension: only with --file, because a collection has its own dimension");
  }
  if (file !== undefined && dimension === undefined) {
    throw new UsageError("--file: also needs --dimension, the numbers per vector");
  }
  if (file !== undefined && url !== undefined) throw new UsageError("--url: only with --collection");
  if (collection !== undefined && !/^[^{}]+:[^:{}]+$/.test(collection)) {
    throw new UsageError(`--collection: expected namespace:name, got ${collection}`);
  }
  return {
    source:
      file === undefined
        ? { kind: "collection", name: collection!, url: url ?? process.env.REDIS_URL }
        : { kind: "file", path: file, dimension: wholeNumber("--dimension", dimension!, 1, 65_536) },
    samples: wholeNumber("--samples", values.samples, 300, 1_000_000),
    model: values.model ?? collection ?? file!,
    seed: wholeNumber("--seed", values.seed, 0, 0xffff_ffff),
    allowRotation: !values["no-rotation"],
    json: values.json,
    out: values.out,
  };
}

function wholeNumber(flag: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  throw new UsageError(`${flag}: expected a whole number from ${least} to ${most}, got ${text}`);
}

function parseFlags(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        collection: { type: "string" },
        url: { type: "string" },
        file: { type: "string" },
        dimension: { type: "string" },
        samples: { type: "string", default: String(DEFAULT_SAMPLES) },
        model: { type: "string" },
        seed: { type: "string", default: "1" },
        "no-rotation": { type: "boolean", default: false },
        json: { type: "string" },
        out: { type: "string" },
        help: { type: "boolean", default: false },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
