import calculateSlot from "cluster-key-slot";
import { type CollectionPlace, collectionKeys, shardPlace } from "../repository/index.js";

/** Keys are spread over so many slots (https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/). */
const SLOT_COUNT = 16_384;

/** How far a slot may be from the middle of its range, as a part of the range. */
const MAX_OFFSET = 1 / 16;

/**
 * Names of shards whose slots are spread evenly: that of shard i is near the middle of the i-th of `count` equal ranges. Of masters with
 * equal ranges of slots, each gets equally many shards if their number divides `count`; otherwise up to seven masters get equally many
 * or one more. The names are those with the least numbers, and always the same for one collection. Collections with other numbers
 * of shards have no name in common.
 */
export function shardNames(place: CollectionPlace, count: number): readonly string[] {
  const names = new Array<string | undefined>(count);
  for (let number = 0, missing = count; missing > 0; number++) {
    const name = `${count}-${number}`;
    const { namespace, collection } = shardPlace(place, name);
    const position = (calculateSlot(collectionKeys(namespace, collection).vectors) * count) / SLOT_COUNT;
    const range = Math.floor(position);
    if (names[range] !== undefined || Math.abs(position - range - 0.5) > MAX_OFFSET) continue;
    names[range] = name;
    missing--;
  }
  return names.map((name) => name!);
}
