import { UsageError } from "../terminal/usage-error.js";

/** The options of `octavec calibrate` as they were given, each valid by itself. */
export interface CalibrateFlags {
  readonly collection?: string;
  readonly url?: string;
  readonly file?: string;
  readonly dimension?: number;
  readonly samples: number;
  readonly model?: string;
  readonly seed: number;
  readonly rotation: boolean;
  readonly out?: string;
  readonly json?: string | true;
}

export interface CalibrateOptions extends Pick<CalibrateFlags, "samples" | "seed" | "out" | "json"> {
  readonly source:
    | { readonly kind: "collection"; readonly name: string; readonly url: string | undefined }
    | { readonly kind: "file"; readonly path: string; readonly dimension: number };
  /** Fingerprint of the embedding model, for the record. */
  readonly model: string;
  readonly allowRotation: boolean;
}

/** The options, which fit each other. @throws UsageError */
export function checkCalibrateFlags(flags: CalibrateFlags): CalibrateOptions {
  const { collection, url, file, dimension, model, rotation, ...rest } = flags;
  if ((collection === undefined) === (file === undefined)) {
    throw new UsageError("Expected either --collection or --file");
  }
  const about = { ...rest, model: model ?? collection ?? file!, allowRotation: rotation };
  if (file !== undefined) {
    if (dimension === undefined)
      throw new UsageError("--file: also needs --dimension, the numbers per vector");
    if (url !== undefined) throw new UsageError("--url: only with --collection");
    return { ...about, source: { kind: "file", path: file, dimension } };
  }
  if (dimension !== undefined) {
    throw new UsageError("--dimension: only with --file, because a collection has its own dimension");
  }
  const name = collection!;
  if (!/^[^{}]+:[^:{}]+$/.test(name)) {
    throw new UsageError(`--collection: expected namespace:name, got ${name}`);
  }
  return { ...about, source: { kind: "collection", name, url } };
}
