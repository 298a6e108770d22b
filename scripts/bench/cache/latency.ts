import { SemanticCache } from "../../../src/cache/index.js";
import type { Embedder } from "../../../src/embedding/index.js";
import { connect } from "../../../src/index.js";
import type { BenchContext } from "../bench.js";
import { clusteredVectors } from "../clustered-vectors.js";
import { countAsync } from "../count-async.js";
import { gaussian, seededRandom } from "../random.js";
import { runRounds, type Slot, timeCallers } from "../rounds.js";
import { median, quantile, ratioOf } from "../statistics.js";
import { figure, printTable, ratioText } from "../table.js";
import { openTypedClient } from "../typed-client.js";
import { measureMemory, measureMiss, RESPONSE } from "./memory-and-miss.js";

const ENTRIES = 10_000;
const DIMENSION = 512;
const QUERIES = 500;
const CALLERS = [1, 16] as const;
const LOOKUPS: Readonly<Record<number, number>> = { 1: 1_000, 16: 2_000 };
const EF = 100;
const PLACE = { namespace: "bench", tenant: "latency" };
const THRESHOLD = 0.8;

type Name = "floor" | "floorAndGet" | "hit" | "firstHit" | "heldHit" | "typed" | "exact" | "get";

/** What a hit costs, against what it is made of and against what people write by hand. */
export async function measureLatency(context: BenchContext): Promise<Record<string, unknown>> {
  const vectors = clusteredVectors(ENTRIES, DIMENSION, context.seed);
  const queries = reworded(vectors.slice(0, QUERIES), context.seed + 1);
  const embedder = numbered(vectors, queries);
  await using client = await connect({ url: context.redis.url, minConnections: 5 });
  const options = {
    client,
    embedder,
    ...PLACE,
    threshold: THRESHOLD,
    index: { efSearch: EF },
    timeoutMs: 10_000,
  } as const;
  await using cache = new SemanticCache({ ...options, memory: false });
  await cache.invalidate({ all: true });
  await fill(cache);
  const typed = await openTypedClient(context.redis.url);
  const { vectorSet, entry } = await keysOf(client);
  const blobs = queries.map((vector) => Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength));
  const arrays = queries.map((vector) => Array.from(vector));
  const vsim = (index: number) =>
    client.executor.send(
      [
        "VSIM",
        vectorSet,
        "FP32",
        blobs[index % QUERIES]!,
        "WITHSCORES",
        "COUNT",
        "1",
        "EF",
        String(EF),
        "NOTHREAD",
      ],
      { readOnly: true },
    );
  const get = () => client.executor.send(["HMGET", entry, "r", "p"], { readOnly: true });
  // The questions are too far from the stored ones to be answered without Redis.
  await using remembering = new SemanticCache(options);
  const expectHit = async (prompt: string, asked = cache) => {
    if (!(await asked.lookup({ prompt })).hit) throw new Error("A look-up that must hit has missed.");
  };
  let asked = 0;
  /** The letters make every text a new one, and the number says which vector it has. */
  const newQuestion = () => `q${asked % QUERIES} ${lettersOf(asked++)}`;
  const rows: string[][] = [];
  const figures: Record<string, Record<string, unknown>> = {
    hitToFloor: {},
    firstHitToFloor: {},
    heldHitToFloor: {},
    hitToFloorAndGet: {},
    hitToTyped: {},
    exactToGet: {},
    hitP50Ms: {},
    hitP99Ms: {},
  };
  try {
    for (const callers of CALLERS) {
      const total = LOOKUPS[callers]!;
      const slots = await runRounds<Name>(
        {
          floor: () => timeCallers(callers, total, (index) => vsim(index)),
          floorAndGet: () => timeCallers(callers, total, async (index) => [await get(), await vsim(index)]),
          hit: () => timeCallers(callers, total, (index) => expectHit(`q${index % QUERIES}`)),
          heldHit: () =>
            timeCallers(callers, total, (index) => expectHit(`q${index % QUERIES}`, remembering)),
          firstHit: () => timeCallers(callers, total, () => expectHit(newQuestion())),
          typed: () =>
            timeCallers(callers, total, async (index) => {
              if ((await typed.get(`${PLACE.namespace}:exact:${index}`)) !== null) return;
              const found = await typed.vSimWithScores(vectorSet, arrays[index % QUERIES]!, { COUNT: 1, EF });
              const [id] = Object.keys(found);
              await typed.hGetAll(entry.replace(/[^:]+$/, String(id)));
            }),
          exact: () => timeCallers(callers, total, (index) => expectHit(`v${index % ENTRIES}`)),
          get: () => timeCallers(callers, total, get),
        },
        context,
      );
      note(figures, callers, slots);
      rows.push(...rowsOf(callers, slots));
    }
  } finally {
    typed.destroy();
  }
  printTable(["callers", "", "per second", "p50 ms", "p99 ms", "the hit is (min … max)"], rows);
  return {
    ...figures,
    ...(await countPerHit(() => expectHit("q17"))),
    ...(await measureMemory(options)),
    ...(await measureMiss(options, client)),
  };
}

async function countPerHit(hit: () => Promise<void>): Promise<Record<string, number>> {
  const hits = 100;
  const counted = await countAsync(async () => {
    for (let count = 0; count < hits; count++) await hit();
  });
  const promisesPerHit = counted.promises / hits;
  const timersPerHit = counted.timers / hits;
  console.log(`a semantic hit makes ${figure(promisesPerHit)} promises and ${figure(timersPerHit)} timers`);
  return { promisesPerHit, timersPerHit };
}

function lettersOf(count: number): string {
  return count.toString(26).replace(/./g, (digit) => String.fromCharCode(97 + Number.parseInt(digit, 26)));
}

/** Each a little off a stored vector: cosine about 0.95. */
function reworded(vectors: readonly Float32Array[], seed: number): Float32Array[] {
  const random = seededRandom(seed);
  return vectors.map((vector) => vector.map((component) => component + 0.4 * gaussian(random)));
}

/** `v17` and `q17 abc` are texts; embedding costs nothing, so that what is measured is the cache. */
function numbered(vectors: readonly Float32Array[], queries: readonly Float32Array[]): Embedder {
  return {
    model: "numbered",
    dimension: DIMENSION,
    embed: async (texts) =>
      texts.map(
        (text) => (text.startsWith("q") ? queries : vectors)[Number.parseInt(text.slice(1), 10) % ENTRIES]!,
      ),
  };
}

async function fill(cache: SemanticCache): Promise<void> {
  let next = 0;
  const worker = async () => {
    for (let index = next++; index < ENTRIES; index = next++) {
      const { stored } = await cache.store({ prompt: `v${index}`, response: RESPONSE });
      if (!stored) throw new Error("An answer could not be stored.");
    }
  };
  await Promise.all(Array.from({ length: 32 }, worker));
}

/** The keys behind the cache, for those who are compared with it. */
async function keysOf(
  client: Awaited<ReturnType<typeof connect>>,
): Promise<{ vectorSet: string; entry: string }> {
  const find = async (pattern: string) => {
    let cursor = "0";
    do {
      const reply = await client.sendCommand(["SCAN", cursor, "MATCH", pattern, "COUNT", "1000"]);
      if (!Array.isArray(reply) || !Array.isArray(reply[1])) break;
      if (typeof reply[1][0] === "string") return reply[1][0];
      cursor = String(reply[0]);
    } while (cursor !== "0");
    throw new Error(`No key like ${pattern}.`);
  };
  const tag = `{${PLACE.namespace}:${PLACE.tenant}:cache}:*`.replace(/[{}]/g, "\\$&");
  return { vectorSet: await find(`${tag}:v:*`), entry: await find(`${tag}:e:*`) };
}

function note(
  figures: Record<string, Record<string, unknown>>,
  callers: number,
  slots: Record<Name, Slot[]>,
): void {
  const latenciesMs = slots.hit.flatMap((slot) => slot.latenciesMs);
  figures.hitToFloor![callers] = ratioOf(slots.hit, slots.floor);
  figures.heldHitToFloor![callers] = ratioOf(slots.heldHit, slots.floor);
  figures.firstHitToFloor![callers] = ratioOf(slots.firstHit, slots.floor);
  figures.hitToFloorAndGet![callers] = ratioOf(slots.hit, slots.floorAndGet);
  figures.hitToTyped![callers] = ratioOf(slots.hit, slots.typed);
  figures.exactToGet![callers] = ratioOf(slots.exact, slots.get);
  figures.hitP50Ms![callers] = quantile(latenciesMs, 0.5);
  figures.hitP99Ms![callers] = quantile(latenciesMs, 0.99);
}

const LABELS: Record<Name, string> = {
  hit: "octavec semantic hit, asked before",
  firstHit: "octavec semantic hit, first time",
  heldHit: "octavec semantic hit, answer in memory",
  floor: "bare VSIM",
  floorAndGet: "bare HMGET, then bare VSIM",
  typed: "get, vSimWithScores, hGetAll",
  exact: "octavec exact hit",
  get: "bare HMGET",
};

function rowsOf(callers: number, slots: Record<Name, Slot[]>): string[][] {
  return (Object.keys(LABELS) as Name[]).map((name) => {
    const latenciesMs = slots[name].flatMap((slot) => slot.latenciesMs);
    const peer = name === "get" ? slots.exact : slots.hit;
    return [
      String(callers),
      LABELS[name],
      figure(median(slots[name].map((slot) => slot.opsPerSecond))),
      figure(quantile(latenciesMs, 0.5)),
      figure(quantile(latenciesMs, 0.99)),
      name === "hit" || name === "exact" ? "" : ratioText(ratioOf(peer, slots[name])),
    ];
  });
}
