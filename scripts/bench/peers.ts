import type { Bench, BenchContext } from "./bench.js";
import { clusteredVectors } from "./clustered-vectors.js";
import { flatScanPeer } from "./peers/flat-scan.js";
import { ioredisPeer } from "./peers/ioredis.js";
import { nodeRedisPeer } from "./peers/node-redis.js";
import { octavecPeer } from "./peers/octavec.js";
import { EF, LIMIT, type Peer } from "./peers/peer.js";
import { valkeyGlidePeer } from "./peers/valkey-glide.js";
import { runRounds, type Slot, timeCallers, timed } from "./rounds.js";
import { median, quantile, type Ratio, ratioOf } from "./statistics.js";
import { figure, printTable, ratioText } from "./table.js";

const COUNT = 10_000;
const DIMENSION = 256;
const QUERIES = 200;
const SEARCHES = 1_000;
/** Stored in each slot of the ingest, into an empty collection. */
const WRITTEN = 2_000;
const CALLERS = [1, 4, 16] as const;
const FULL = "peers-full";
const FRESH = "peers-fresh";

interface PeerFigures {
  readonly ingestPerSecond: number;
  readonly ingestCpuMicros: number;
  /** How many times as fast octavec is, by the number of callers, and for the ingest. */
  readonly octavecIs: Readonly<Record<string, Ratio>>;
  readonly searchPerSecond: Readonly<Record<number, number>>;
  readonly searchCpuMicros: Readonly<Record<number, number>>;
  readonly p99Ms: Readonly<Record<number, number>>;
  readonly recall: number;
}

/** The same vectors and queries, with the same server and effort, through other clients, and without a server. */
export const peers: Bench = {
  question: `octavec and other clients on ${COUNT.toLocaleString("en")} × ${DIMENSION}-d Q8: ingest, search, recall@${LIMIT}, processor time of the client`,
  defaultRounds: 8,
  async run(context) {
    const vectors = clusteredVectors(COUNT + QUERIES, DIMENSION, context.seed);
    const [stored, queries] = [vectors.slice(0, COUNT), vectors.slice(COUNT)];
    const { url } = context.redis;
    const contenders: Peer[] = [
      await octavecPeer(url, DIMENSION),
      await nodeRedisPeer(url),
      await ioredisPeer(url),
      await valkeyGlidePeer(url),
      await flatScanPeer(),
    ];
    try {
      context.expectSlots(contenders.length * (1 + CALLERS.length) * (context.rounds + 1));
      for (const peer of contenders) {
        await peer.remove(FULL);
        await peer.ingest(FULL, stored);
      }
      const figures = await measureAll(context, contenders, stored, queries);
      print(figures);
      return { elements: COUNT, dimension: DIMENSION, ef: EF, peers: figures };
    } finally {
      for (const peer of contenders) await peer.close();
    }
  },
};

async function measureAll(
  context: BenchContext,
  contenders: readonly Peer[],
  stored: readonly Float32Array[],
  queries: readonly Float32Array[],
): Promise<Record<string, PeerFigures>> {
  const written = stored.slice(0, WRITTEN);
  const ingests = await runRounds(
    byName(contenders, (peer) => async () => {
      await peer.remove(FRESH);
      return timed(WRITTEN, [], () => peer.ingest(FRESH, written));
    }),
    context,
  );
  const searches: Record<number, Record<string, Slot[]>> = {};
  for (const callers of CALLERS) {
    searches[callers] = await runRounds(
      byName(contenders, (peer) => () => searchAs(callers, peer, queries)),
      context,
    );
  }
  const exact = await answersOf(contenders.at(-1)!, queries);
  const [ours] = contenders;
  const figures = contenders.map(async (peer): Promise<[string, PeerFigures]> => {
    const { name } = peer;
    const slotsOf = (callers: number) => searches[callers]![name]!;
    const byCallers = (pick: (slots: Slot[]) => number) =>
      Object.fromEntries(CALLERS.map((callers) => [callers, pick(slotsOf(callers))]));
    const ratios = CALLERS.map((callers) => [
      `search${callers}`,
      ratioOf(searches[callers]![ours!.name]!, slotsOf(callers)),
    ]);
    return [
      name,
      {
        ingestPerSecond: median(ingests[name]!.map(({ opsPerSecond }) => opsPerSecond)),
        ingestCpuMicros: median(ingests[name]!.map(({ clientCpuMicros }) => clientCpuMicros)),
        octavecIs: Object.fromEntries([["ingest", ratioOf(ingests[ours!.name]!, ingests[name]!)], ...ratios]),
        searchPerSecond: byCallers((slots) => median(slots.map(({ opsPerSecond }) => opsPerSecond))),
        searchCpuMicros: byCallers((slots) => median(slots.map(({ clientCpuMicros }) => clientCpuMicros))),
        p99Ms: byCallers((slots) =>
          quantile(
            slots.flatMap(({ latenciesMs }) => latenciesMs),
            0.99,
          ),
        ),
        recall: recallOf(await answersOf(peer, queries), exact),
      },
    ];
  });
  return Object.fromEntries(await Promise.all(figures));
}

function byName<T>(contenders: readonly Peer[], of: (peer: Peer) => T): Record<string, T> {
  return Object.fromEntries(contenders.map((peer) => [peer.name, of(peer)]));
}

function searchAs(callers: number, peer: Peer, queries: readonly Float32Array[]): Promise<Slot> {
  return timeCallers(callers, SEARCHES, (index) => peer.search(FULL, queries[index % queries.length]!));
}

async function answersOf(peer: Peer, queries: readonly Float32Array[]): Promise<string[][]> {
  const answers: string[][] = [];
  for (const query of queries) answers.push(await peer.search(FULL, query));
  return answers;
}

function recallOf(answers: readonly string[][], exact: readonly string[][]): number {
  const found = answers.flatMap((ids, place) => ids.filter((id) => exact[place]!.includes(id)));
  return found.length / exact.flat().length;
}

function print(figures: Readonly<Record<string, PeerFigures>>): void {
  const names = Object.keys(figures);
  printTable(
    ["", "ingest/s", "client CPU µs", `recall@${LIMIT}`, "octavec's ingest is (min … max)"],
    names.map((name) => {
      const { ingestPerSecond, ingestCpuMicros, recall, octavecIs } = figures[name]!;
      const ratio = name === names[0] ? "" : ratioText(octavecIs.ingest!);
      return [name, figure(ingestPerSecond), figure(ingestCpuMicros), recall.toFixed(4), ratio];
    }),
  );
  printTable(
    ["callers", "", "searches/s", "p99 ms", "client CPU µs", "octavec is (min … max)"],
    CALLERS.flatMap((callers) =>
      names.map((name) => {
        const { searchPerSecond, p99Ms, searchCpuMicros, octavecIs } = figures[name]!;
        return [
          ...[String(callers), name, figure(searchPerSecond[callers]!), figure(p99Ms[callers]!)],
          ...[
            figure(searchCpuMicros[callers]!),
            name === names[0] ? "" : ratioText(octavecIs[`search${callers}`]!),
          ],
        ];
      }),
    ),
  );
}
