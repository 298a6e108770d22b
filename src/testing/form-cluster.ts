import { askRedis } from "./ask-redis.js";
import type { RedisAddress } from "./redis-address.js";
import { waitForPrimary, waitUntil } from "./wait-until.js";

const SLOTS = 16_384;
const ANSWER_TIMEOUT_MS = 2_000;

/**
 * Joins empty servers in cluster mode to one cluster and waits until all of them see the complete cluster. The masters share
 * the slots evenly. Replicas are assigned to the masters in turn: the first replica to the first master, and so on.
 */
export async function formCluster(
  masters: readonly RedisAddress[],
  replicas: readonly RedisAddress[],
  timeoutMs: number,
  signal?: AbortSignal,
): Promise<void> {
  const nodes = [...masters, ...replicas];
  for (const [index, node] of nodes.entries()) {
    if (index < masters.length) {
      const firstSlot = Math.floor((index * SLOTS) / masters.length);
      const lastSlot = Math.floor(((index + 1) * SLOTS) / masters.length) - 1;
      await order(node, ["CLUSTER", "ADDSLOTSRANGE", String(firstSlot), String(lastSlot)]);
    }
    // With distinct epochs the nodes need not resolve conflicts first.
    await order(node, ["CLUSTER", "SET-CONFIG-EPOCH", String(index + 1)]);
  }
  const [first, ...others] = nodes;
  for (const other of others) {
    if (first !== undefined) await order(first, ["CLUSTER", "MEET", other.host, String(other.port)]);
  }
  const everyNode = async (check: (node: RedisAddress) => Promise<boolean>, failure: string) =>
    waitUntil(async () => ((await Promise.all(nodes.map(check))).includes(false) ? undefined : true), {
      timeoutMs,
      signal,
      failure,
    });
  await everyNode((node) => seesWholeCluster(node, nodes.length), "not every node saw the whole cluster");
  if (replicas.length === 0) return;
  for (const [index, replica] of replicas.entries()) {
    const master = await order(masters[index % masters.length]!, ["CLUSTER", "MYID"]);
    await order(replica, ["CLUSTER", "REPLICATE", master]);
  }
  for (const replica of replicas) await waitForPrimary(replica, timeoutMs);
  await everyNode((node) => seesReplicas(node, replicas.length), "not every node knew the replicas");
}

async function seesWholeCluster(node: RedisAddress, count: number): Promise<boolean> {
  const [info] = await askRedis(node, [["CLUSTER", "INFO"]], ANSWER_TIMEOUT_MS);
  const text = info?.text ?? "";
  return text.includes("cluster_state:ok") && text.includes(`cluster_known_nodes:${count}\r`);
}

async function seesReplicas(node: RedisAddress, count: number): Promise<boolean> {
  const [list] = await askRedis(node, [["CLUSTER", "NODES"]], ANSWER_TIMEOUT_MS);
  return (list?.text.match(/\bslave\b/g)?.length ?? 0) === count;
}

async function order(node: RedisAddress, command: readonly string[]): Promise<string> {
  const [answer] = await askRedis(node, [command], ANSWER_TIMEOUT_MS);
  if (answer?.isError !== false) throw new Error(`${command.join(" ")}: ${answer?.text ?? "no answer"}`);
  return answer.text;
}
