import { OctavecError } from "../../errors/index.js";
import type { SourceDescription } from "../source/source.js";
import { asObject } from "../source/split-fields.js";

/** The vector of each point that is migrated. A point may have several named vectors. */
export interface ChosenVector {
  /** Undefined for a collection whose vectors have no name. */
  readonly name: string | undefined;
  readonly dimension: number;
  readonly metric: SourceDescription["metric"];
  /** What is not migrated or will behave differently, one sentence each. */
  readonly warnings: readonly string[];
}

const METRICS: Readonly<Record<string, SourceDescription["metric"]>> = {
  Cosine: "cosine",
  Dot: "dot",
  Euclid: "l2",
  Manhattan: "manhattan",
};

/**
 * Chooses the vector from the reply of `GET /collections/{name}`.
 *
 * @throws OctavecError `UNSUPPORTED_SOURCE` if there is no dense vector, if there are several and none was chosen (the message
 *   lists them), or if the chosen one is a multi-vector; `INVALID_ARGUMENT` for a name that does not exist.
 */
export function chooseVector(info: unknown, collection: string, wanted: string | undefined): ChosenVector {
  const params = asObject(asObject(asObject(info).config).params);
  const dense = denseVectors(params.vectors);
  const sparse = Object.keys(asObject(params.sparse_vectors));
  const [name, config] = pick(dense, sparse, collection, wanted);
  const { size, distance, multivector_config: multivector, datatype } = asObject(config);
  if (multivector !== undefined && multivector !== null) {
    throw unsupported(
      `The vector ${quoted(name)} of ${quoted(collection)} is a multi-vector: each point has several vectors, but an element of a vector set has one. Choose another vectorName, or make one vector per point first.`,
      { vectorName: name },
    );
  }
  const metric = METRICS[String(distance)];
  if (typeof size !== "number" || metric === undefined) {
    throw new OctavecError(
      "UNEXPECTED_REPLY",
      `Qdrant described the vector ${quoted(name)} of ${quoted(collection)} with an unknown size or distance.`,
    );
  }
  const others = [...dense.keys()].filter((other) => other !== name).map((other) => quoted(other));
  const warnings = [
    ...metricWarnings(metric),
    ...(others.length === 0 ? [] : [`Other named vectors are not migrated: ${others.join(", ")}.`]),
    ...(sparse.length === 0 ? [] : [`Sparse vectors are not migrated: ${sparse.map(quoted).join(", ")}.`]),
    ...(datatype === "uint8" || datatype === "float16"
      ? [`Qdrant stores these vectors as ${datatype}, so they are migrated with that precision.`]
      : []),
  ];
  return { name, dimension: size, metric, warnings };
}

/** The dense vectors by name. A collection whose vectors have no name has one entry with the name undefined. */
function denseVectors(vectors: unknown): Map<string | undefined, unknown> {
  const config = asObject(vectors);
  if (typeof config.size === "number") return new Map([[undefined, config]]);
  return new Map(Object.entries(config));
}

function pick(
  dense: ReadonlyMap<string | undefined, unknown>,
  sparse: readonly string[],
  collection: string,
  wanted: string | undefined,
): [string | undefined, unknown] {
  const names = [...dense.keys()].map(quoted).join(", ");
  if (dense.size === 0) {
    const found = sparse.length === 0 ? "" : `, only sparse ones (${sparse.map(quoted).join(", ")})`;
    throw unsupported(
      `The collection ${quoted(collection)} has no dense vectors${found}. Vector sets store dense vectors only.`,
      {},
    );
  }
  if (wanted !== undefined) {
    if (dense.has(wanted)) return [wanted, dense.get(wanted)];
    throw new OctavecError(
      "INVALID_ARGUMENT",
      `The collection ${quoted(collection)} has no vector named ${quoted(wanted)}. It has: ${names}.`,
      { details: { vectorNames: [...dense.keys()] } },
    );
  }
  const [only, ...more] = dense;
  if (only !== undefined && more.length === 0) return only;
  throw unsupported(
    `The collection ${quoted(collection)} has several named vectors; choose one with vectorName: ${names}.`,
    { vectorNames: [...dense.keys()] },
  );
}

function metricWarnings(metric: SourceDescription["metric"]): string[] {
  switch (metric) {
    case "cosine":
      return [
        "Qdrant has already normalised the vectors of a Cosine collection, so their original lengths are not known.",
      ];
    case "dot":
      return [
        "The collection ranks by Dot, but vector sets rank by cosine. The order differs unless all vectors have the same length.",
      ];
    case "l2":
      return [
        "The collection ranks by Euclid, but vector sets rank by cosine. The order differs unless all vectors have the same length.",
      ];
    default:
      return ["The collection ranks by Manhattan, but vector sets rank by cosine. The order differs."];
  }
}

function quoted(name: string | undefined): string {
  return name === undefined ? "(without a name)" : JSON.stringify(name);
}

function unsupported(message: string, details: Readonly<Record<string, unknown>>): OctavecError {
  return new OctavecError("UNSUPPORTED_SOURCE", message, { details });
}
