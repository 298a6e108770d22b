import { fnv1a } from "../text/index.js";

/** The name of the function below in the records of collections. */
export const SHARD_HASH = "fnv1a-fmix32";

/** The number of the shard that has an id: 0 … `count` − 1. Must never change, or records would not be found any more. */
export function shardOfId(id: string, count: number): number {
  return Math.floor((mixed(fnv1a(id)) / 2 ** 32) * count);
}

/** The finalizer of MurmurHash3 (https://github.com/aappleby/smhasher, fmix32), because FNV-1a hardly mixes the last characters. */
function mixed(hash: number): number {
  let h = hash;
  h = Math.imul(h ^ (h >>> 16), 0x85eb_ca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2_ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
