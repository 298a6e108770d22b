import calculateSlot from "cluster-key-slot";
import { onTestFinished } from "vitest";
import {
  type RedisClusterHandle,
  type RedisHandle,
  type StartRedisCluster8Options,
  startRedisCluster8,
} from "../../src/testing/index.js";
import { ask } from "./ask.js";

/** A cluster of the test's own; it ends with the test. */
export async function startedCluster(options: StartRedisCluster8Options = {}): Promise<RedisClusterHandle> {
  const cluster = await startRedisCluster8(options);
  onTestFinished(() => cluster.stop());
  return cluster;
}

/** A collection name whose keys (all with the tag `{namespace:name}`) are on the given master of three. */
export function collectionOn(master: number, namespace: string): string {
  for (let number = 0; ; number++) {
    const name = `c${number}`;
    if (Math.floor((calculateSlot(`{${namespace}:${name}}`) * 3) / 16_384) === master) return name;
  }
}

/** Makes ready for a slot to be moved: the source asks the target for keys that it has no more. */
export async function beginSlotMove(slot: number, source: RedisHandle, target: RedisHandle): Promise<void> {
  const sourceId = await ask(source.url, "CLUSTER", "MYID");
  const targetId = await ask(target.url, "CLUSTER", "MYID");
  await ask(target.url, "CLUSTER", "SETSLOT", String(slot), "IMPORTING", sourceId);
  await ask(source.url, "CLUSTER", "SETSLOT", String(slot), "MIGRATING", targetId);
}

/** Moves keys, whole and all at once. */
export async function moveKeys(
  keys: readonly string[],
  source: RedisHandle,
  target: RedisHandle,
): Promise<void> {
  await ask(source.url, "MIGRATE", target.host, String(target.port), "", "0", "5000", "KEYS", ...keys);
}

/** The slot is the target's from now on. */
export async function endSlotMove(
  slot: number,
  nodes: readonly RedisHandle[],
  target: RedisHandle,
): Promise<void> {
  const targetId = await ask(target.url, "CLUSTER", "MYID");
  // The target first: between the two steps nobody must take the slot for nobody's.
  for (const node of [target, ...nodes.filter((other) => other !== target)]) {
    await ask(node.url, "CLUSTER", "SETSLOT", String(slot), "NODE", targetId);
  }
}
