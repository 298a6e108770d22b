import { connect, type VectorClient, type VectorRepository } from "../../src/index.js";
import type { Bench, BenchContext } from "./bench.js";
import { clusteredVectors } from "./clustered-vectors.js";
import { seededRandom } from "./random.js";
import { runRounds, type Slot, timeCallers } from "./rounds.js";
import { median, quantile } from "./statistics.js";
import { figure, printTable } from "./table.js";

const RECORDS = 100_000;
const DIMENSION = 128;
const WORDS_PER_TEXT = 100;
const VOCABULARY = 100_000;
const SEARCHES = 20;
const NAMESPACE = "bench-words";

/** Queries by how many records have their words. The words of the texts are numbered by how frequent they are. */
const QUERIES = {
  rare: "w30000",
  usual: "w200 w900 w4000",
  frequent: "w0",
  question: "w0 w1 w2 w150 w3000",
} as const;
type QueryName = keyof typeof QUERIES;

/** What the index of words costs, and how long a search by words takes. */
export const words: Bench = {
  question: `the index of words over texts of ${WORDS_PER_TEXT} words: bytes and write cost per record, time of searches`,
  defaultRounds: 5,
  async run(context) {
    const count = context.records ?? RECORDS;
    await using client = await connect({ url: context.redis.url });
    await client.sendCommand(["CONFIG", "SET", "appendonly", "yes", "auto-aof-rewrite-percentage", "0"]);
    context.expectSlots(2 + 4 * (context.rounds + 1) + 2 * (context.rounds + 1));
    const plain = repositoryOf(client, "plain");
    const indexed = repositoryOf(client, "indexed", { field: "body" });
    try {
      const without = await fill(client, plain, count, context);
      const withIndex = await fill(client, indexed, count, context);
      const key = indexed.key.replace(/:v$/, ":words");
      const bytes = Number(await client.sendCommand(["MEMORY", "USAGE", key, "SAMPLES", "0"])) / count;
      const slots = await measureSearches(indexed, count, context);
      const longestCallMs = await longestCall(client, indexed);
      return summarise({ count, without, withIndex, bytes, slots, longestCallMs });
    } finally {
      await plain.drop();
      await indexed.drop();
    }
  },
};

function repositoryOf(client: VectorClient, collection: string, text?: { field: string }): VectorRepository {
  return client.repository({ namespace: NAMESPACE, collection, dimension: DIMENSION, text });
}

/** Cost of a write, per record. */
interface WriteCost {
  readonly serverMicros: number;
  readonly clientMicros: number;
  readonly aofBytes: number;
}

async function fill(
  client: VectorClient,
  docs: VectorRepository,
  count: number,
  context: BenchContext,
): Promise<WriteCost> {
  const random = seededRandom(context.seed);
  const textOf = textsByZipf(random);
  const vectors = clusteredVectors(1_000, DIMENSION, context.seed);
  const records = function* () {
    for (let n = 0; n < count; n++)
      yield {
        id: `record ${n}`,
        vector: vectors[n % vectors.length]!.map((component) => component + random() / 10),
        attributes: { body: textOf(), group: n % 100 },
      };
  };
  const before = await readInfo(client);
  const cpu = process.cpuUsage();
  await docs.upsertMany(records());
  const { user, system } = process.cpuUsage(cpu);
  const after = await readInfo(client);
  context.onSlot("written");
  return {
    serverMicros: ((after.cpuSeconds - before.cpuSeconds) / count) * 1e6,
    clientMicros: (user + system) / count,
    aofBytes: (after.aofBytes - before.aofBytes) / count,
  };
}

/** Texts whose words are as frequent as Zipf's law says: word n + 1 occurs in proportion to 1 / (n + 2.7). */
function textsByZipf(random: () => number): () => string {
  const sums: number[] = [];
  let sum = 0;
  for (let n = 0; n < VOCABULARY; n++) {
    sum += 1 / (n + 2.7);
    sums.push(sum);
  }
  const word = () => {
    const wanted = random() * sum;
    let [low, high] = [0, VOCABULARY - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sums[middle]! < wanted) low = middle + 1;
      else high = middle;
    }
    return `w${low}`;
  };
  return () => Array.from({ length: WORDS_PER_TEXT }, word).join(" ");
}

async function readInfo(client: VectorClient) {
  const info = String(await client.sendCommand(["INFO", "all"]));
  const value = (name: string) => Number(new RegExp(`^${name}:([\\d.]+)`, "m").exec(info)?.[1] ?? 0);
  return {
    cpuSeconds: value("used_cpu_user") + value("used_cpu_sys"),
    aofBytes: value("aof_current_size"),
  };
}

type SlotName = QueryName | "hybrid" | "by vector";

function measureSearches(
  docs: VectorRepository,
  count: number,
  context: BenchContext,
): Promise<Record<SlotName, Slot[]>> {
  const vectors = clusteredVectors(SEARCHES, DIMENSION, context.seed + 1);
  const byWords = (text: string) => () => timeCallers(1, SEARCHES, () => docs.search({ text }));
  if (count < 1_000)
    throw new Error("--records: expected 1,000 or more, so that words are rare and frequent.");
  return runRounds<SlotName>(
    {
      rare: byWords(QUERIES.rare),
      usual: byWords(QUERIES.usual),
      frequent: byWords(QUERIES.frequent),
      question: byWords(QUERIES.question),
      hybrid: () =>
        timeCallers(1, SEARCHES, (n) => docs.search({ vector: vectors[n]!, text: QUERIES.usual })),
      "by vector": () => timeCallers(1, SEARCHES, (n) => docs.search({ vector: vectors[n]!, limit: 100 })),
    },
    context,
  );
}

/** The longest time for which one call of a search kept the server from other clients, by its slow log. */
async function longestCall(client: VectorClient, docs: VectorRepository): Promise<number> {
  await client.sendCommand(["CONFIG", "SET", "slowlog-log-slower-than", "0"]);
  await client.sendCommand(["SLOWLOG", "RESET"]);
  for (let n = 0; n < 5; n++) await docs.search({ text: QUERIES.question });
  const log = await client.sendCommand(["SLOWLOG", "GET", "100"]);
  const micros = Array.isArray(log) ? log.map((entry) => Number(Array.isArray(entry) ? entry[2] : 0)) : [];
  return Math.max(...micros) / 1_000;
}

function summarise(measured: {
  count: number;
  without: WriteCost;
  withIndex: WriteCost;
  bytes: number;
  slots: Record<SlotName, Slot[]>;
  longestCallMs: number;
}): Record<string, unknown> {
  const { count, without, withIndex, bytes, slots, longestCallMs } = measured;
  printTable(
    ["per record", "without the index", "with it"],
    [
      ["bytes of the index", "0", figure(bytes)],
      ["server's processor, µs", figure(without.serverMicros), figure(withIndex.serverMicros)],
      ["client's processor, µs", figure(without.clientMicros), figure(withIndex.clientMicros)],
      ["bytes to the AOF", figure(without.aofBytes), figure(withIndex.aofBytes)],
    ],
  );
  const searches = Object.fromEntries(
    (Object.keys(slots) as SlotName[]).map((name) => {
      const latenciesMs = slots[name].flatMap((slot) => slot.latenciesMs);
      return [name, { p50Ms: median(latenciesMs), p95Ms: quantile(latenciesMs, 0.95) }];
    }),
  );
  printTable(
    ["search", "p50, ms", "p95, ms"],
    Object.entries(searches).map(([name, { p50Ms, p95Ms }]) => [name, figure(p50Ms), figure(p95Ms)]),
  );
  console.log(`longest call of the script: ${figure(longestCallMs)} ms`);
  return {
    records: count,
    wordsPerText: WORDS_PER_TEXT,
    indexBytes: bytes,
    write: { without, withIndex },
    searches,
    longestCallMs,
  };
}
