import { ServerLink } from "../../connection/index.js";
import { OctavecError } from "../../errors/index.js";
import type { Command, Reply } from "../../executor.js";
import type { AddressMap, ResolvedConnectOptions, ServerAddress } from "../../options/index.js";
import { addressReader, labelOf, optionsFor } from "../nodes/node-address.js";
import type { TopologyNode } from "../nodes/topology-node.js";
import type { NodeView } from "./cluster-view.js";
import { SlotMap } from "./slot-map.js";

/** A node that does not answer in this time is passed over for the next one. */
const ANSWER_TIMEOUT_MS = 1_000;
const QUESTIONS: readonly Command[] = [
  ["CLUSTER", "INFO"],
  ["CLUSTER", "SLOTS"],
];

/** Asks over connections that are there. */
export async function askNode(
  { pool }: TopologyNode,
  askedHost: string,
  addressMap: AddressMap | undefined,
): Promise<NodeView> {
  const results = await pool.pipeline(QUESTIONS, { readOnly: true, timeoutMs: ANSWER_TIMEOUT_MS });
  const replies = results.map((result) => {
    if (!result.ok) throw result.error;
    return result.value;
  });
  return readView(replies, askedHost, addressMap);
}

/** Asks over a connection of its own. @throws OctavecError `UNSUPPORTED_SERVER` where there is no cluster. */
export async function askSeed(
  options: ResolvedConnectOptions,
  seed: ServerAddress,
  signal: AbortSignal,
): Promise<NodeView> {
  const link = await ServerLink.open(optionsFor(options, seed), {}, signal);
  try {
    if (link.identity.mode !== "cluster") {
      throw new OctavecError(
        "UNSUPPORTED_SERVER",
        `${labelOf(seed)} runs by itself (mode ${link.identity.mode}), not in a cluster: leave the option cluster out.`,
      );
    }
    const replies = await Promise.all(QUESTIONS.map((question) => link.send(question, { signal })));
    return readView(replies, seed.host, options.addressMap);
  } finally {
    link.close();
  }
}

function readView([info, slots]: readonly Reply[], askedHost: string, addressMap?: AddressMap): NodeView {
  const text = String(info);
  const map = SlotMap.parse(slots ?? null, addressReader(askedHost, addressMap));
  // As after a CLUSTER RESET: what it says is no view of the cluster.
  if (map.shards.length === 0) {
    throw new OctavecError(
      "CONNECTION_FAILED",
      `The node at ${askedHost} knows of no node with slots. Give the cluster's nodes their slots first.`,
    );
  }
  return {
    map,
    epoch: Number(/^cluster_current_epoch:(\d+)/m.exec(text)?.[1] ?? 0),
    serves: /^cluster_state:ok/m.test(text),
  };
}
