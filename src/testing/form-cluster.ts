import { askRedis } from "./ask-redis.js";
import type { RedisAddress } from "./redis-address.js";
import { waitUntil } from "./wait-until.js";

const SLOTS = 16_384;
const ANSWER_TIMEOUT_MS = 2_000;

/** Makes one cluster of empty servers in cluster mode, with the slots shared evenly, and waits until all see it whole. */
export async function formCluster(
  nodes: readonly RedisAddress[],
  timeoutMs: number,
  signal?: AbortSignal,
): Promise<void> {
  for (const [index, node] of nodes.entries()) {
    const firstSlot = Math.floor((index * SLOTS) / nodes.length);
    const lastSlot = Math.floor(((index + 1) * SLOTS) / nodes.length) - 1;
    await order(node, ["CLUSTER", "ADDSLOTSRANGE", String(firstSlot), String(lastSlot)]);
    // Distinct epochs from the start, or the nodes would first have to settle who is right in a conflict.
    await order(node, ["CLUSTER", "SET-CONFIG-EPOCH", String(index + 1)]);
  }
  const [first, ...others] = nodes;
  for (const other of others) {
    if (first !== undefined) await order(first, ["CLUSTER", "MEET", other.host, String(other.port)]);
  }
  await waitUntil(
    async () => {
      const isWhole = await Promise.all(nodes.map((node) => seesWholeCluster(node, nodes.length)));
      return isWhole.includes(false) ? undefined : true;
    },
    { timeoutMs, signal, failure: "not every node saw the whole cluster" },
  );
}

async function seesWholeCluster(node: RedisAddress, count: number): Promise<boolean> {
  const [info] = await askRedis(node, [["CLUSTER", "INFO"]], ANSWER_TIMEOUT_MS);
  const text = info?.text ?? "";
  return text.includes("cluster_state:ok") && text.includes(`cluster_known_nodes:${count}\r`);
}

async function order(node: RedisAddress, command: readonly string[]): Promise<void> {
  const [answer] = await askRedis(node, [command], ANSWER_TIMEOUT_MS);
  if (answer?.isError !== false) throw new Error(`${command.join(" ")}: ${answer?.text ?? "no answer"}`);
}
