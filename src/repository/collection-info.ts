import { decodeVinfo, encodeVinfo } from "../commands/index.js";
import type { Executor } from "../executor.js";
import type { OperationOptions, Quantization, ResolvedRepositoryOptions } from "../options/index.js";

export interface CollectionInfo {
  /** The Redis key of the vector set. */
  readonly key: string;
  /** Elements in the collection. */
  readonly count: number;
  readonly dimension: number;
  readonly quantization: Quantization;
  readonly m: number;
  /** Elements that carry attributes. */
  readonly attributesCount: number;
  /** Layers of the graph above the lowest one. */
  readonly maxLevel: number;
}

/** What the server says of the vector set. If there is none, `created` has the parameters with which it would be created. */
export async function readInfo(
  executor: Executor,
  key: string,
  created: Pick<ResolvedRepositoryOptions, "dimension" | "quantization" | "m">,
  wait: OperationOptions,
): Promise<CollectionInfo> {
  const info = decodeVinfo(await executor.send(encodeVinfo(key), { ...wait, readOnly: true }));
  const { dimension, quantization, m } = info ?? created;
  return {
    key,
    count: info?.size ?? 0,
    dimension,
    quantization,
    m,
    attributesCount: info?.attributesCount ?? 0,
    maxLevel: info?.maxLevel ?? 0,
  };
}
