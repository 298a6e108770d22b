import { deadline } from "../../async/index.js";
import { OctavecError } from "../../errors/index.js";
import type { Executor } from "../../executor.js";
import type { OperationOptions, Quantization, TuneOptions } from "../../options/index.js";
import { prepareVector, type VectorShape } from "../elements/prepare-vector.js";
import type { PrecisionReport } from "../precision/precision-report.js";
import type { SearchHit, SearchQuery } from "../search/search.js";

/** The parts of `CollectionInfo` that tuning needs. */
export interface TunedInfo {
  readonly key: string;
  readonly count: number;
  readonly quantization: Quantization;
  readonly shards?: readonly TunedInfo[];
}

/** What tuning asks of a repository: only calls that read, so that it does not matter over how many keys the collection is spread. */
export interface TunedCollection {
  readonly executor: Executor;
  /** Components of a query as `search` expects it. */
  readonly inputDimension: number;
  search(query: SearchQuery): Promise<SearchHit[]>;
  get(id: string, options: OperationOptions): Promise<{ readonly vector: Float32Array } | undefined>;
  info(options: OperationOptions): Promise<TunedInfo>;
  precisionReport(options: OperationOptions): Promise<Pick<PrecisionReport, "precision">>;
}

/** Reads vectors that the collection does not keep as exactly, in the order of the ids. */
export type ExactVectors = (ids: readonly string[]) => Promise<readonly (Float32Array | undefined)[]>;

/** The caller's function, whose vectors are checked and copied. The wait for it ends with the signal. */
export function exactVectorsOf(
  read: NonNullable<TuneOptions["exactVectors"]>,
  shape: VectorShape,
  signal: AbortSignal | undefined,
): ExactVectors {
  return async (ids) => {
    // The async function turns a synchronous throw into a rejection.
    const vectors: unknown = await deadline((async () => read(ids))(), { signal });
    if (!Array.isArray(vectors) || vectors.length !== ids.length) {
      throw new OctavecError(
        "INVALID_ARGUMENT",
        `tune: exactVectors: expected an array of ${ids.length} vectors, one for each id, with undefined where there is none.`,
        { details: { field: "exactVectors" } },
      );
    }
    return vectors.map((vector: unknown) =>
      vector === undefined ? undefined : prepareVector(vector, shape, "tune: exactVectors"),
    );
  };
}
