import { decodeVinfo, encodeVinfo } from "../commands/index.js";
import type { OperationOptions, Quantization } from "../options/index.js";
import { withExpiredCount } from "./expiry/live-count.js";
import type { OpenCollection } from "./open-collection.js";

export interface CollectionInfo {
  /** The Redis key of the vector set. */
  readonly key: string;
  /** Elements in the collection, without expired ones. */
  readonly count: number;
  readonly dimension: number;
  readonly quantization: Quantization;
  readonly m: number;
  /** Elements that carry attributes, or an instant of expiry. */
  readonly attributesCount: number;
  /** Layers of the graph above the lowest one. */
  readonly maxLevel: number;
  /** The same of each shard; then `key` names the collection, and there is nothing in it. Absent without shards. */
  readonly shards?: readonly CollectionInfo[];
}

/** What the server says of the vector set. If there is none, `created` has the parameters with which it would be created. */
export async function readInfo(opened: OpenCollection, wait: OperationOptions): Promise<CollectionInfo> {
  const key = opened.keys.vectors;
  const { reply, expired } = await withExpiredCount(opened, encodeVinfo(key), wait);
  const info = decodeVinfo(reply);
  const { dimension, quantization, m } = info ?? opened.options;
  const count = info?.size ?? 0;
  opened.size.learn(count);
  return {
    key,
    count: Math.max(0, count - expired),
    dimension,
    quantization,
    m,
    attributesCount: info?.attributesCount ?? 0,
    maxLevel: info?.maxLevel ?? 0,
  };
}
