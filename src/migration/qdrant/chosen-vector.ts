import { OctavecError } from "../../errors/index.js";
import type { SourceDescription } from "../source/source.js";
import { asObject } from "../source/split-fields.js";

/** The one vector of each point that is carried. */
export interface ChosenVector {
  /** Undefined for a collection whose vectors have no name. */
  readonly name: string | undefined;
  readonly dimension: number;
  readonly metric: SourceDescription["metric"];
  /** What is left behind, and what ranks otherwise, one sentence each. */
  readonly warnings: readonly string[];
}

const METRICS: Readonly<Record<string, SourceDescription["metric"]>> = {
  Cosine: "cosine",
  Dot: "dot",
  Euclid: "l2",
  Manhattan: "manhattan",
};

/**
 * Finds the vector in the answer of `GET /collections/{name}`.
 *
 * @throws OctavecError `UNSUPPORTED_SOURCE` when there is no dense vector, when several are there and none was chosen (the
 *   message lists them), or when the chosen one is a multi-vector; `INVALID_ARGUMENT` for a name that is not there.
 */
export function chooseVector(info: unknown, collection: string, wanted: string | undefined): ChosenVector {
  const params = asObject(asObject(asObject(info).config).params);
  const dense = denseVectors(params.vectors);
  const sparse = Object.keys(asObject(params.sparse_vectors));
  const [name, config] = pick(dense, sparse, collection, wanted);
  const { size, distance, multivector_config: multivector, datatype } = asObject(config);
  if (multivector !== undefined && multivector !== null) {
    throw unsupported(
      `The vector ${quoted(name)} of ${quoted(collection)} is a multi-vector: one point has several vectors, an element of a vector set has one. Choose another vectorName, or make one vector per point first.`,
      { vectorName: name },
    );
  }
  const metric = METRICS[String(distance)];
  if (typeof size !== "number" || metric === undefined) {
    throw new OctavecError(
      "UNEXPECTED_REPLY",
      `Qdrant describes the vector ${quoted(name)} of ${quoted(collection)} in a way this version does not know.`,
    );
  }
  const others = [...dense.keys()].filter((other) => other !== name).map((other) => quoted(other));
  const warnings = [
    ...metricWarnings(metric),
    ...(others.length === 0 ? [] : [`Other named vectors are not carried: ${others.join(", ")}.`]),
    ...(sparse.length === 0 ? [] : [`Sparse vectors are not carried: ${sparse.map(quoted).join(", ")}.`]),
    ...(datatype === "uint8" || datatype === "float16"
      ? [`Qdrant keeps these vectors as ${datatype}; they are carried as it gives them back.`]
      : []),
  ];
  return { name, dimension: size, metric, warnings };
}

/** By name; a collection whose vectors have no name has one under undefined. */
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
      `The collection ${quoted(collection)} has no dense vectors${found}; vector sets hold dense vectors.`,
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
        "Qdrant stores the vectors of a Cosine collection at unit length: their original lengths are gone already.",
      ];
    case "dot":
      return [
        "The collection ranks by Dot, vector sets by cosine: the order differs unless all vectors have the same length.",
      ];
    case "l2":
      return [
        "The collection ranks by Euclid, vector sets by cosine: the order differs unless all vectors have the same length.",
      ];
    default:
      return ["The collection ranks by Manhattan, vector sets by cosine: the order differs."];
  }
}

function quoted(name: string | undefined): string {
  return name === undefined ? "(without a name)" : JSON.stringify(name);
}

function unsupported(message: string, details: Readonly<Record<string, unknown>>): OctavecError {
  return new OctavecError("UNSUPPORTED_SOURCE", message, { details });
}
