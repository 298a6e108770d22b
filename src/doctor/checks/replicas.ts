import { setTimeout as wait } from "node:timers/promises";
import type { VectorClient } from "../../client.js";
import { isOctavecError } from "../../errors/index.js";
import { readText } from "../../reply.js";
import { type Check, type Patient, Unseen } from "../contract/check.js";
import type { ExamineOptions } from "../contract/examine-options.js";
import { type Finding, namesText } from "../contract/finding.js";
import { readDigests, type SampleDigests, sampleElements } from "../facts/element-digests.js";
import { type FoundReplica, replicasOf } from "../facts/replica-addresses.js";
import { infoFields } from "../facts/server-facts.js";

const DEFAULT_SAMPLE = 20;
/** How long a replica may take to reach the primary's place in the stream of writes. */
const CATCH_UP_MS = 2_000;
const POLL_MS = 50;

/** Whether the replicas follow, and have what the primary has. */
export const replicas: Check = {
  name: "replicas",
  run: async (patient) => {
    const { facts, options } = patient;
    const found = replicasOf(facts.info);
    const offline = found.filter(({ isOnline }) => !isOnline);
    const findings: Finding[] = offline.length === 0 ? [] : [lagging(offline.map(({ name }) => name))];
    if (facts.info.get("role") === "slave" && facts.info.get("master_link_status") !== "up") {
      findings.push(lagging([`${facts.info.get("master_host")}:${facts.info.get("master_port")}`]));
    }
    const online = found.filter(({ isOnline }) => isOnline);
    if (online.length === 0) return findings;
    const { connectTo } = options;
    if (connectTo === undefined) {
      if (findings.length > 0) return findings;
      throw new Unseen("there are replicas, but no way to connect to them was given (connectTo)");
    }
    for (const replica of online) {
      const client = await reach(replica, connectTo);
      if ("id" in client) {
        findings.push(client);
        continue;
      }
      await using connected = client;
      findings.push(...(await compare(patient, replica, connected)));
    }
    return findings;
  },
};

async function reach(
  replica: FoundReplica,
  connectTo: NonNullable<ExamineOptions["connectTo"]>,
): Promise<VectorClient | Finding> {
  try {
    return await connectTo(replica);
  } catch (error) {
    if (!isOctavecError(error)) throw error;
    return {
      id: "replica-unreachable",
      severity: "warning",
      cause:
        "A replica could not be reached from here, so it was not compared, and no client of this machine can read from it.",
      evidence: `${replica.name}: ${error.code}`,
      remedy:
        "Check the address that the replica announces (replica-announce-ip), the network, and whether it has the same users.",
    };
  }
}

async function compare(
  { client, options, send, keyspace }: Patient,
  { name }: FoundReplica,
  replica: VectorClient,
): Promise<Finding[]> {
  const { collections, generations } = await keyspace();
  const keys = [...collections]
    .map((tag) => `${tag}:v`)
    .concat([...generations.values()].flatMap(({ sets }) => [...sets]));
  const sampled = await sampleElements(client.executor, keys, options.sampleSize ?? DEFAULT_SAMPLE, send);
  const first = await readDigests(client.executor, sampled, send);
  if (!(await catchesUp(client, replica, send))) return [lagging([name])];
  const there = await readDigests(replica.executor, sampled, send);
  // What changed meanwhile proves nothing.
  const again = await readDigests(client.executor, sampled, send);
  const differing = differingKeys(first, again, there);
  if (differing.length === 0) return [];
  return [
    {
      id: "replica-differs",
      severity: "error",
      cause:
        "A replica has not what the primary has: a VADD of an existing element is not replicated (up to 8.8.0), so a program that updates in this way leaves old vectors there. After a failover they come back.",
      evidence: `${name}: ${namesText(differing)}`,
      remedy:
        "Write by octavec alone, which removes and adds in one step. Let the replica synchronise anew: REPLICAOF NO ONE, FLUSHALL and REPLICAOF on it.",
    },
  ];
}

function differingKeys(first: SampleDigests, again: SampleDigests, there: SampleDigests): string[] {
  return [...first].flatMap(([key, digests]) => {
    const differing = [...digests].filter(
      ([element, digest]) =>
        again.get(key)?.get(element) === digest && there.get(key)?.get(element) !== digest,
    );
    return differing.length === 0 ? [] : [`${key} (${differing.length} of ${digests.size} elements)`];
  });
}

async function catchesUp(
  primary: VectorClient,
  replica: VectorClient,
  send: Patient["send"],
): Promise<boolean> {
  const offset = async (client: VectorClient, field: string) =>
    Number(
      infoFields(readText("INFO", await client.executor.send(["INFO", "replication"], send))).get(field),
    );
  const target = await offset(primary, "master_repl_offset");
  const endMs = performance.now() + CATCH_UP_MS;
  while ((await offset(replica, "slave_repl_offset")) < target) {
    if (performance.now() > endMs) return false;
    await wait(POLL_MS, undefined, { signal: send.signal });
  }
  return true;
}

function lagging(names: readonly string[]): Finding {
  return {
    id: "replica-behind",
    severity: "error",
    cause:
      "A replica and its primary are not connected, or the replica does not keep up: a failover loses writes.",
    evidence: namesText(names),
    remedy:
      "Look into the replica's log. Raise repl-backlog-size and client-output-buffer-limit replica if it synchronises again and again.",
  };
}
