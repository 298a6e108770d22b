import { connect, type Executor, type VectorClient, VectorRepository } from "../../src/index.js";
import type { Bench } from "./bench.js";
import { clusteredVectors } from "./clustered-vectors.js";
import { encodeCommand, RawSocket } from "./raw-socket.js";
import { type Contender, runRounds, type Slot, timeCallers, timed } from "./rounds.js";
import { median, quantile, ratioOf } from "./statistics.js";
import { figure, printTable, ratioText } from "./table.js";
import { openTypedClient, type TypedClient } from "./typed-client.js";

const COUNT = 10_000;
const DIMENSION = 512;
const BATCH = 500;
const CONNECTIONS = 4;

/**
 * How near `upsertMany` comes to a client that only pushes bytes, and how far it leaves awaited `client.vAdd` behind.
 * Each slot fills a set of its own from nothing.
 */
export const ingest: Bench = {
  question: `ingest of ${COUNT.toLocaleString("en")} × ${DIMENSION}-d Q8: upsertMany against raw sockets and awaited client.vAdd`,
  defaultRounds: 8,
  async run(context) {
    const vectors = clusteredVectors(COUNT, DIMENSION, context.seed);
    await using client = await connect({ url: context.redis.url });
    const sockets = await openSockets(context.redis.url);
    const typed = await openTypedClient(context.redis.url);
    context.expectSlots(3 * (context.rounds + 1));
    try {
      const slots = await runRounds(
        {
          ceiling: onFreshKey(client, (key) => pushBytes(sockets, key, vectors)),
          octavec: onFreshKey(client, (key) => upsertAll(client, key, vectors)),
          typed: onFreshKey(client, (key) => awaitEach(typed, key, vectors)),
        },
        context,
      );
      return summarise(slots);
    } finally {
      for (const socket of sockets) socket.close();
      typed.destroy();
    }
  },
};

function openSockets(url: string): Promise<RawSocket[]> {
  return Promise.all(Array.from({ length: CONNECTIONS }, () => RawSocket.open(url)));
}

/** The key that `client.repository` would use for the collection, so that all three fill keys alike. */
function onFreshKey(client: VectorClient, fill: (key: string) => Promise<Slot>): Contender {
  return async () => {
    const key = "{bench:ingest}:v";
    await client.sendCommand(["DEL", key, "{bench:ingest}:meta"], { timeoutMs: 60_000 });
    return fill(key);
  };
}

async function pushBytes(
  sockets: readonly RawSocket[],
  key: string,
  vectors: readonly Float32Array[],
): Promise<Slot> {
  const batches = Array.from({ length: COUNT / BATCH }, (_, batch) =>
    Buffer.concat(
      vectors.slice(batch * BATCH, (batch + 1) * BATCH).map((vector, position) => {
        const blob = Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength);
        return encodeCommand(["VADD", key, "FP32", blob, String(batch * BATCH + position), "Q8"]);
      }),
    ),
  );
  const perBatch = await timeCallers(sockets.length, batches.length, (index, caller) =>
    sockets[caller]!.send(batches[index]!, BATCH),
  );
  return {
    ...perBatch,
    opsPerSecond: perBatch.opsPerSecond * BATCH,
    clientCpuMicros: perBatch.clientCpuMicros / BATCH,
  };
}

function upsertAll(client: VectorClient, key: string, vectors: readonly Float32Array[]): Promise<Slot> {
  const latenciesMs: number[] = [];
  const docs = new VectorRepository(timingPipelines(client.executor, latenciesMs), {
    namespace: "bench",
    collection: "ingest",
    dimension: DIMENSION,
  });
  if (docs.key !== key) throw new Error(`the bench fills ${key}, the repository ${docs.key}`);
  const records = function* () {
    for (const [index, vector] of vectors.entries()) yield { id: String(index), vector };
  };
  return timed(COUNT, latenciesMs, async () => {
    await docs.upsertMany(records(), { batchSize: BATCH, concurrency: CONNECTIONS });
  });
}

/** Notes how long each batch takes from hand-over to its last acknowledgement. */
function timingPipelines(executor: Executor, latenciesMs: number[]): Executor {
  return {
    capabilities: executor.capabilities,
    send: (command, options) => executor.send(command, options),
    pipeline: async (steps, options) => {
      const startedAtMs = performance.now();
      const results = await executor.pipeline(steps, options);
      if (steps.length === BATCH) latenciesMs.push(performance.now() - startedAtMs);
      return results;
    },
  };
}

/** As people write it today: an array of numbers, and each call awaited. */
function awaitEach(client: TypedClient, key: string, vectors: readonly Float32Array[]): Promise<Slot> {
  const arrays = vectors.map((vector) => Array.from(vector));
  return timeCallers(1, COUNT, (index) => client.vAdd(key, arrays[index]!, String(index)));
}

function summarise(slots: Record<"ceiling" | "octavec" | "typed", Slot[]>): Record<string, unknown> {
  const toCeiling = ratioOf(slots.octavec, slots.ceiling);
  const toTyped = ratioOf(slots.octavec, slots.typed);
  const row = (name: string, of: Slot[], ratio: string) => [
    name,
    figure(median(of.map((slot) => slot.opsPerSecond))),
    figure(median(of.map((slot) => slot.clientCpuMicros))),
    ratio,
  ];
  printTable(
    ["", "vectors/s", "client CPU µs", "octavec is (min … max)"],
    [
      row("octavec upsertMany", slots.octavec, ""),
      row("raw sockets (ceiling)", slots.ceiling, ratioText(toCeiling)),
      row("await client.vAdd", slots.typed, ratioText(toTyped)),
    ],
  );
  const batches = slots.octavec.flatMap((slot) => slot.latenciesMs);
  return {
    ratioToCeiling: toCeiling.median,
    ratioToTypedCommands: toTyped.median,
    p50Ms: quantile(batches, 0.5),
    p99Ms: quantile(batches, 0.99),
    latencyOf: `batch of ${BATCH}, ${CONNECTIONS} under way`,
    opsPerSecond: median(slots.octavec.map((slot) => slot.opsPerSecond)),
    ratioToCeilingRange: toCeiling,
    ratioToTypedCommandsRange: toTyped,
    ceilingOpsPerSecond: median(slots.ceiling.map((slot) => slot.opsPerSecond)),
    typedOpsPerSecond: median(slots.typed.map((slot) => slot.opsPerSecond)),
    clientCpuMicros: median(slots.octavec.map((slot) => slot.clientCpuMicros)),
  };
}
