import { connect, type VectorRepository } from "../../src/index.js";
import { startRedisCluster8 } from "../../src/testing/index.js";
import { quantilesOf, slowestMs } from "../fan-out/slowest-of.js";
import type { Bench, BenchContext } from "./bench.js";
import { clusteredVectors } from "./clustered-vectors.js";
import { runRounds, type Slot, timeCallers } from "./rounds.js";
import { median, quantile, ratioOf } from "./statistics.js";
import { figure, printTable, ratioText } from "./table.js";

const COUNT = 12_000;
const DIMENSION = 256;
const SHARDS = 3;
const QUERIES = 200;
const SEARCHES = 600;
/** Searches that ask one shard after the other. */
const CHECKED = 2_000;
const LIMIT = 10;
const CALLERS = [1, 16] as const;

const TITLES = {
  whole: "one key",
  oneShard: "shards: 1",
  oneNode: `${SHARDS} shards on one node`,
  cluster: `${SHARDS} shards on ${SHARDS} masters`,
  part: "one of these shards alone",
} as const;
type Name = keyof typeof TITLES;
const NAMES = Object.keys(TITLES) as Name[];

/** What it costs to ask several shards, and what several masters bring. */
export const shards: Bench = {
  question: `a collection of ${COUNT.toLocaleString("en")} × ${DIMENSION}-d Q8 with one key, in shards on one node, and on a cluster`,
  defaultRounds: 8,
  async run(context) {
    const vectors = clusteredVectors(COUNT + QUERIES, DIMENSION, context.seed);
    const [stored, queries] = [vectors.slice(0, COUNT), vectors.slice(COUNT)];
    const { version } = context.redis;
    await using cluster = await startRedisCluster8({ masters: SHARDS, version });
    await using node = await connect({ url: context.redis.url });
    await using masters = await connect({ url: cluster.nodes[0]!.url, cluster: true });
    const shape = { namespace: "bench", dimension: DIMENSION };
    const spread = masters.repository({ ...shape, collection: "spread", shards: SHARDS });
    const opened = {
      whole: node.repository({ ...shape, collection: "whole" }),
      oneShard: node.repository({ ...shape, collection: "one-shard", shards: 1 }),
      oneNode: node.repository({ ...shape, collection: "one-node", shards: SHARDS }),
      cluster: spread,
    };
    for (const docs of Object.values(opened)) {
      await docs.upsertMany(stored.map((vector, index) => ({ id: String(index), vector })));
    }
    const parts: VectorRepository[] = [];
    for (const place of await placesOfShards(spread)) {
      // Without this field of its record a shard can be opened by itself, as only this bench wants to.
      await masters.sendCommand(["HDEL", `{${place.namespace}:${place.collection}}:meta`, "shardOf"]);
      parts.push(masters.repository({ ...shape, ...place }));
    }
    const collections: Record<Name, VectorRepository> = { ...opened, part: parts[0]! };
    context.expectSlots(NAMES.length * CALLERS.length * (context.rounds + 1));
    const figures: Record<string, unknown> = {};
    for (const callers of CALLERS) {
      figures[callers] = summary(callers, await measure(context, collections, { callers, queries }));
    }
    figures.inTurn = await checkFanOut(parts, queries);
    return { elements: COUNT, dimension: DIMENSION, shards: SHARDS, callers: figures };
  },
};

/** Each shard as a collection of its own. */
async function placesOfShards(
  spread: VectorRepository,
): Promise<{ namespace: string; collection: string }[]> {
  const { shards: each = [] } = await spread.info();
  return each.map(({ key }) => {
    const [, namespace = "", collection = ""] = /^\{(.+):([^:]+)\}:v$/.exec(key) ?? [];
    return { namespace, collection };
  });
}

/**
 * Compares the calculation of `fan-out` with real masters. Masters on one machine slow each other down, and the calculation does not know
 * that. So each search asks the shards one after the other, and its time is that of the slowest.
 */
async function checkFanOut(
  parts: readonly VectorRepository[],
  queries: readonly Float32Array[],
): Promise<Record<string, unknown>> {
  const [alone, slowest]: [number[], number[]] = [[], []];
  for (let index = 0; index < CHECKED; index++) {
    const times: number[] = [];
    for (const part of parts) {
      const startedAtMs = performance.now();
      await part.search({ vector: queries[index % QUERIES]!, limit: LIMIT, includeAttributes: false });
      times.push(performance.now() - startedAtMs);
    }
    alone.push(...times);
    slowest.push(Math.max(...times));
  }
  const quantiles = quantilesOf(alone);
  return Object.fromEntries(
    [0.5, 0.9, 0.99].map((share) => {
      const [expectedMs, measuredMs] = [slowestMs(quantiles, parts.length, share), quantile(slowest, share)];
      console.log(
        `the slowest of ${parts.length} masters asked in turn, p${100 * share}: fan-out expects ${figure(expectedMs)} ms, measured ${figure(measuredMs)}`,
      );
      return [`p${100 * share}`, { expectedMs, measuredMs }];
    }),
  );
}

function measure(
  context: BenchContext,
  collections: Readonly<Record<Name, VectorRepository>>,
  { callers, queries }: { callers: number; queries: readonly Float32Array[] },
): Promise<Record<Name, Slot[]>> {
  const contender = (docs: VectorRepository) => () =>
    timeCallers(callers, SEARCHES, (index) =>
      docs.search({ vector: queries[index % QUERIES]!, limit: LIMIT, includeAttributes: false }),
    );
  return runRounds(
    {
      whole: contender(collections.whole),
      oneShard: contender(collections.oneShard),
      oneNode: contender(collections.oneNode),
      cluster: contender(collections.cluster),
      part: contender(collections.part),
    },
    context,
  );
}

function summary(callers: number, slots: Record<Name, Slot[]>): Record<string, unknown> {
  const latenciesOf = (name: Name) => slots[name].flatMap(({ latenciesMs }) => latenciesMs);
  const clientCpuMicros = Object.fromEntries(
    NAMES.map((name) => [name, median(slots[name].map((slot) => slot.clientCpuMicros))]),
  );
  printTable(
    ["callers", "", "searches/s", "p50 ms", "p99 ms", "client CPU µs", "against one key (min … max)"],
    NAMES.map((name) => [
      ...[String(callers), TITLES[name], figure(median(slots[name].map(({ opsPerSecond }) => opsPerSecond)))],
      ...[0.5, 0.99].map((share) => figure(quantile(latenciesOf(name), share))),
      figure(clientCpuMicros[name]!),
      name === "whole" ? "" : ratioText(ratioOf(slots[name], slots.whole)),
    ]),
  );
  const quantiles = quantilesOf(latenciesOf("part"));
  const at = (share: number) => ({
    expectedMs: slowestMs(quantiles, SHARDS, share),
    measuredMs: quantile(latenciesOf("cluster"), share),
  });
  const fanOut = { p50: at(0.5), p99: at(0.99) };
  for (const [name, { expectedMs, measuredMs }] of Object.entries(fanOut))
    console.log(
      `fan-out expects ${name} ${figure(expectedMs)} ms of ${SHARDS} masters; measured ${figure(measuredMs)}`,
    );
  return {
    fanOutOverhead: ratioOf(slots.whole, slots.oneShard),
    clusterSpeedup: ratioOf(slots.cluster, slots.whole),
    oneNodeToWhole: ratioOf(slots.oneNode, slots.whole),
    clientCpuMicros,
    fanOut,
  };
}
