import { type Command, connect, type Filter, f, type VectorRepository } from "../../src/index.js";
import type { Bench, BenchContext } from "./bench.js";
import { clusteredVectors } from "./clustered-vectors.js";
import { type Neighbour, nearestMatching } from "./filters/nearest-matching.js";
import { seededRandom, shuffled } from "./random.js";
import { encodeCommand, RawSocket } from "./raw-socket.js";
import { type Contender, runRounds, type Slot, timeCallers } from "./rounds.js";
import { quantile, ratioOf } from "./statistics.js";
import { figure, printTable, ratioText } from "./table.js";

const DEFAULT_RECORDS = 100_000;
const DIMENSION = 128;
const LIMIT = 10;
const QUERIES = 100;
/** Searches per slot. */
const SEARCHES = 100;
/** Shares of the records that match. */
const SELECTIVITIES = ["50%", "5%", "0.5%", "0.01%"] as const;
type Selectivity = (typeof SELECTIVITIES)[number];
/** In RESP3: the map; per hit two lines of the id, the pair, the score, and two lines of the attributes. */
const REPLY_LINES = 1 + LIMIT * 6;

type Name = Selectivity | "three clauses" | "raw socket";

/** What filters of any selectivity find and cost. */
export const filters: Bench = {
  question: `filtered searches, limit ${LIMIT}, in 100,000 × ${DIMENSION}-d Q8: recall and time by selectivity; against a raw socket`,
  defaultRounds: 5,
  async run(context) {
    const count = context.records ?? DEFAULT_RECORDS;
    const vectors = clusteredVectors(count + QUERIES, DIMENSION, context.seed);
    const stored = vectors.slice(0, count);
    const queries = vectors.slice(count);
    // Independent of the vectors, so that the share of matches is the same everywhere.
    const ranks = shuffled([...stored.keys()], seededRandom(context.seed));
    await using client = await connect({ url: context.redis.url });
    const docs = client.repository({ namespace: "bench", collection: "filters", dimension: DIMENSION });
    await docs.drop();
    await docs.upsertMany(
      stored.map((vector, index) => {
        const rank = ranks[index]!;
        return {
          id: String(index),
          vector,
          attributes: { rank, lang: rank % 2 === 0 ? "en" : "de", year: rank % 30 },
        };
      }),
    );
    try {
      context.expectSlots((SELECTIVITIES.length + 2) * (context.rounds + 1));
      const slots = await measureTimes(context, docs, { queries, count });
      const found = await measureRecall(
        docs,
        queries,
        (selectivity, query) => {
          const most = mostRank(selectivity, count);
          return nearestMatching(stored, (index) => ranks[index]! < most, query, LIMIT);
        },
        count,
      );
      return summarise(slots, found);
    } finally {
      await docs.drop();
    }
  },
};

function mostRank(selectivity: Selectivity, count: number): number {
  return Math.max(1, Math.round((Number.parseFloat(selectivity) / 100) * count));
}

function filterOf(selectivity: Selectivity, count: number): Filter {
  return f.lt("rank", mostRank(selectivity, count));
}

async function measureTimes(
  context: BenchContext,
  docs: VectorRepository,
  { queries, count }: { queries: readonly Float32Array[]; count: number },
): Promise<Record<Name, Slot[]>> {
  const three = f.and(f.eq("lang", "en"), f.gte("year", 3), f.lt("rank", count * 0.9));
  const socket = await RawSocket.open(context.redis.url);
  await socket.handshake(encodeCommand(["HELLO", "3"]), encodeCommand(["PING"]), "+PONG\r\n");
  const bytes = await commandsOf(
    docs,
    queries.map((vector) => ({ vector, limit: LIMIT, filter: three })),
  );
  const searching =
    (filter: Filter): Contender =>
    () =>
      timeCallers(1, SEARCHES, (index) =>
        docs.search({ vector: queries[index % QUERIES]!, limit: LIMIT, filter }),
      );
  try {
    return await runRounds<Name>(
      {
        ...(Object.fromEntries(
          SELECTIVITIES.map((selectivity) => [selectivity, searching(filterOf(selectivity, count))]),
        ) as Record<Selectivity, Contender>),
        "three clauses": searching(three),
        "raw socket": () =>
          timeCallers(1, SEARCHES, (index) => socket.send(bytes[index % QUERIES]!, REPLY_LINES)),
      },
      context,
    );
  } finally {
    socket.close();
  }
}

/** The bytes of the command that the repository sends for each query: VSIM, or a script around it on old servers. */
async function commandsOf(
  docs: VectorRepository,
  queries: readonly Parameters<VectorRepository["search"]>[0][],
): Promise<Buffer[]> {
  let sent: Command[] = [];
  const recorded = docs.through((executor) => ({
    capabilities: executor.capabilities,
    pipeline: (steps, options) => executor.pipeline(steps, options),
    send: (command, options) => {
      sent.push(command);
      return executor.send(command, options);
    },
  }));
  await recorded.search(queries[0]!);
  const commands: Buffer[] = [];
  for (const query of queries) {
    sent = [];
    const hits = await recorded.search({ ...query, threading: "inline" });
    const [command, ...more] = sent;
    if (command === undefined || more.length > 0 || hits.length !== LIMIT)
      throw new Error("A search with three clauses took more than one step.");
    commands.push(encodeCommand(command));
  }
  return commands;
}

interface Found {
  /** Share of the true neighbours among the hits. */
  readonly recall: number;
  /** The same in complete pages, of searches with and without `exhaustive`. */
  readonly ofComplete: number;
  /** Share of the hits of complete pages that are as near as the last true neighbour, to within Q8's error. */
  readonly withinError: number;
  /** Share of the pages that were complete without `exhaustive`. */
  readonly completeShare: number;
  /** Least number of hits, as a share of those that exist up to the limit. */
  readonly leastFilled: number;
}

/** Q8 misjudges a cosine by about this much in 128 dimensions, so neighbours that are as close may change places. */
const Q8_ERROR = 0.005;

async function measureRecall(
  docs: VectorRepository,
  queries: readonly Float32Array[],
  nearest: (selectivity: Selectivity, query: Float32Array) => readonly Neighbour[],
  count: number,
): Promise<Record<Selectivity, Found>> {
  const entries: [Selectivity, Found][] = [];
  for (const selectivity of SELECTIVITIES) {
    const pages = [];
    for (const vector of queries) {
      const wanted = nearest(selectivity, vector);
      const ids = new Set(wanted.map(({ index }) => String(index)));
      const least = (wanted.at(-1)?.cosine ?? 1) - Q8_ERROR;
      for (const exhaustive of [false, true]) {
        const filter = filterOf(selectivity, count);
        const { hits, complete } = await docs.searchPage({ vector, limit: LIMIT, filter, exhaustive });
        const recall = hits.filter(({ id }) => ids.has(id)).length / ids.size;
        const near = hits.filter(({ similarity }) => similarity >= least).length / ids.size;
        pages.push({ exhaustive, recall, near, filled: hits.length / ids.size, complete });
      }
    }
    const complete = pages.filter((page) => page.complete);
    const plain = pages.filter((page) => !page.exhaustive);
    entries.push([
      selectivity,
      {
        recall: mean(plain.map(({ recall }) => recall)),
        ofComplete: mean(complete.map(({ recall }) => recall)),
        withinError: mean(complete.map(({ near }) => near)),
        completeShare: plain.filter((page) => page.complete).length / plain.length,
        leastFilled: Math.min(...pages.map(({ filled }) => filled)),
      },
    ]);
  }
  return Object.fromEntries(entries) as Record<Selectivity, Found>;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function summarise(slots: Record<Name, Slot[]>, found: Record<Selectivity, Found>): Record<string, unknown> {
  const latencies = (name: Name) => slots[name].flatMap(({ latenciesMs }) => latenciesMs);
  const ratio = ratioOf(slots["three clauses"], slots["raw socket"]);
  const bySelectivity = <T>(of: (selectivity: Selectivity) => T) =>
    Object.fromEntries(SELECTIVITIES.map((selectivity) => [selectivity, of(selectivity)]));
  printTable(
    [
      "matching",
      "p50 ms",
      "p99 ms",
      "recall",
      "complete",
      "recall of complete",
      "within Q8's error",
      "least filled",
    ],
    SELECTIVITIES.map((selectivity) => {
      const { recall, completeShare, ofComplete, withinError, leastFilled } = found[selectivity];
      return [
        selectivity,
        figure(quantile(latencies(selectivity), 0.5)),
        figure(quantile(latencies(selectivity), 0.99)),
        ...[recall, completeShare, ofComplete, withinError, leastFilled].map(figure),
      ];
    }),
  );
  console.log(`\nthree clauses: ${ratioText(ratio)} of a raw socket's searches per second`);
  return {
    filteredRecall: mean(SELECTIVITIES.map((selectivity) => found[selectivity].ofComplete)),
    filteredRecallWithinQ8: mean(SELECTIVITIES.map((selectivity) => found[selectivity].withinError)),
    found,
    p50Ms: bySelectivity((selectivity) => quantile(latencies(selectivity), 0.5)),
    p99Ms: bySelectivity((selectivity) => quantile(latencies(selectivity), 0.99)),
    filterRatio: ratio.median,
    filterRatioRange: ratio,
  };
}
