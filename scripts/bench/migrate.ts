import { connect, type VectorClient } from "../../src/index.js";
import { backfill, createHashSource } from "../../src/migration/index.js";
import type { Bench, BenchContext } from "./bench.js";
import { clusteredVectors } from "./clustered-vectors.js";
import { fillHashes, hashRecord } from "./migrate/fill-hashes.js";
import { peakRssBytes } from "./migrate/peak-rss.js";
import { runRounds, type Slot, timed } from "./rounds.js";
import { median, ratioOf } from "./statistics.js";
import { figure, printTable, ratioText } from "./table.js";

const RECORDS = 100_000;
const DIMENSION = 512;
const PREFIX = "bench:migrate:old:";
const MIB = 2 ** 20;

/**
 * What a migration costs beside a plain `upsertMany` of the same records: reading them, decoding them, checking each for a newer
 * live write, and a checkpoint per batch. And whether its memory grows with the source: peak memory of a process of its own that
 * copies a fifth and one that copies twice as many.
 */
export const migrate: Bench = {
  question: `backfill of ${RECORDS.toLocaleString("en")} × ${DIMENSION}-d from hashes on the same server against upsertMany of the same records; memory of the process`,
  defaultRounds: 2,
  async run(context) {
    const count = context.records ?? RECORDS;
    await using client = await connect({ url: context.redis.url });
    context.expectSlots(2 * (context.rounds + 1) + 2);
    const vectors = clusteredVectors(count, DIMENSION, context.seed);
    await fillHashes(client, PREFIX, vectors);
    const slots = await runRounds<"migrate" | "ingest">(
      {
        migrate: () => onFreshCollection(client, () => copy(client, count)),
        ingest: () => onFreshCollection(client, () => ingest(client, vectors)),
      },
      context,
    );
    const ratio = ratioOf(slots.migrate, slots.ingest);
    const [small, large] = [Math.ceil(count / 5), count * 2];
    const memory = await measureMemory(client, context, small, large, vectors);
    const rate = (of: readonly Slot[]) => median(of.map(({ opsPerSecond }) => opsPerSecond));
    printTable(
      ["", "records/s", "of upsertMany (min … max)"],
      [
        ["backfill from hashes", figure(rate(slots.migrate)), ratioText(ratio)],
        ["upsertMany", figure(rate(slots.ingest)), ""],
      ],
    );
    console.log(
      `\npeak memory: ${figure(memory.smallBytes / MIB)} MiB for ${figure(small)} records, ` +
        `${figure(memory.largeBytes / MIB)} MiB for ${figure(large)}`,
    );
    return {
      ratioToIngest: ratio.median,
      ratioToIngestRange: ratio,
      rssGrowthBytes: memory.largeBytes - memory.smallBytes,
      peakRssBytes: { [small]: memory.smallBytes, [large]: memory.largeBytes },
      recordsPerSecond: rate(slots.migrate),
      ingestRecordsPerSecond: rate(slots.ingest),
      records: count,
      dimension: DIMENSION,
    };
  },
};

const PLACE = { namespace: "bench", collection: "migrate", dimension: DIMENSION };

/** Each slot fills a collection from nothing. */
async function onFreshCollection(client: VectorClient, fill: () => Promise<Slot>): Promise<Slot> {
  const docs = client.repository(PLACE);
  await docs.drop();
  const slot = await fill();
  await docs.drop();
  return slot;
}

function copy(client: VectorClient, count: number): Promise<Slot> {
  return timed(count, [], async () => {
    const report = await backfill({
      source: createHashSource(client, { prefix: PREFIX }),
      target: client.repository(PLACE),
      client,
      restart: true,
    });
    if (report.inserted !== count) throw new Error(`backfill inserted ${report.inserted} of ${count}`);
  });
}

function ingest(client: VectorClient, vectors: readonly Float32Array[]): Promise<Slot> {
  const records = function* () {
    for (const [index, vector] of vectors.entries()) yield hashRecord(index, vector);
  };
  return timed(vectors.length, [], async () => {
    await client.repository(PLACE).upsertMany(records(), { batchSize: 500, concurrency: 4 });
  });
}

/** How well the target's elements are linked does not matter to the process that copies; so it takes minutes, not an hour. */
const QUICK_PLACE = { ...PLACE, m: 4, efConstruction: 8 };

/** A process of its own each, so that what this one holds does not count. */
async function measureMemory(
  client: VectorClient,
  { redis, onSlot }: BenchContext,
  small: number,
  large: number,
  vectors: readonly Float32Array[],
): Promise<{ smallBytes: number; largeBytes: number }> {
  const measure = async (count: number) => {
    await client.sendCommand(["FLUSHDB"], { timeoutMs: 60_000 });
    // The same vectors again, if need be: what is measured is the copying process.
    for (let start = 0; start < count; start += vectors.length) {
      await fillHashes(client, PREFIX, vectors.slice(0, count - start), start);
    }
    const bytes = await peakRssBytes({ url: redis.url, prefix: PREFIX, target: QUICK_PLACE });
    onSlot(`memory of ${count}`);
    return bytes;
  };
  return { smallBytes: await measure(small), largeBytes: await measure(large) };
}
