import { type ConnectOptions, connect, type VectorClient, type VectorRepository } from "../../src/index.js";
import type { Bench } from "./bench.js";
import { clusteredVectors } from "./clustered-vectors.js";
import { openDiscardingSdk } from "./discarding-sdk.js";
import { type Contender, runRounds, type Slot, timeCallers, timed } from "./rounds.js";
import { median, type Ratio, ratioOf } from "./statistics.js";
import { figure, printTable, ratioText } from "./table.js";

const DIMENSION = 512;
/** As many as the search bench has. */
const SEARCHED = 10_000;
const LIMIT = 10;
const CALLERS = 16;
/** Short slots and many rounds: what is compared then lies close together in time, and the machine drifts less between. */
const SEARCHES = 300;
/** Into an empty set in every slot, in small batches, as each batch has a span. */
const WRITTEN = 500;
const BATCH = 100;
const CONNECTIONS = 5;

/** Each setting's title, and the setting that it is compared with. */
const SETTINGS = {
  off: { title: "telemetry off", base: undefined },
  withoutSdk: { title: "on, nobody listens", base: "off" },
  metrics: { title: "metrics and figures of the server, no spans", base: "off" },
  offTraced: { title: "off, in a traced process", base: undefined },
  withSdk: { title: "on, in a traced process", base: "offTraced" },
} as const;
type Setting = keyof typeof SETTINGS;
const NAMES = Object.keys(SETTINGS) as Setting[];
const WORKS = ["write", "search"] as const;
type Slots = Record<(typeof WORKS)[number], Record<Setting, Slot[]>>;

/**
 * What telemetry costs in throughput: without anybody who listens, with metrics alone (and the server sampled every second), and with
 * spans and metrics in a process that is traced anyway: there Node's context tracking slows every promise down, whether this client takes part or not. Beside it
 * stands the client's processor time per operation, which shows the cost also where the server is the bottleneck.
 */
export const overhead: Bench = {
  question:
    `what telemetry costs: pipelined writes, and searches by ${CALLERS} callers in ` +
    `${SEARCHED.toLocaleString("en")} × ${DIMENSION}-d Q8`,
  defaultRounds: 50,
  async run(context) {
    const vectors = clusteredVectors(SEARCHED, DIMENSION, context.seed);
    const sdk = openDiscardingSdk();
    const { tracerProvider, meterProvider } = sdk;
    const open = (telemetry: NonNullable<ConnectOptions["telemetry"]>) =>
      connect({
        url: context.redis.url,
        minConnections: CONNECTIONS,
        maxConnections: CONNECTIONS,
        telemetry,
      });
    const off = await open({ enabled: false });
    const silent = await open({});
    const measured = await open({ meterProvider, serverFigures: { intervalMs: 1_000 } });
    const recorded = await open({ tracerProvider, meterProvider });
    const contenders = (work: (client: VectorClient) => Promise<Slot>): Record<Setting, Contender> => ({
      off: () => work(off),
      withoutSdk: () => work(silent),
      metrics: () => work(measured),
      offTraced: () => sdk.within(() => work(off)),
      withSdk: () => sdk.within(() => work(recorded)),
    });
    context.expectSlots(WORKS.length * NAMES.length * (context.rounds + 1));
    try {
      const write = await runRounds(
        contenders((client) => writeAfresh(collection(client, "written"), vectors)),
        context,
      );
      await collection(off, "searched").upsertMany(records(vectors));
      const search = await runRounds(
        contenders((client) => searchOften(collection(client, "searched"), vectors)),
        context,
      );
      return summarise({ write, search });
    } finally {
      for (const name of ["written", "searched"]) await collection(off, name).drop();
      await Promise.all([off, silent, measured, recorded].map((client) => client.close()));
      await sdk.close();
    }
  },
};

function collection(client: VectorClient, name: string): VectorRepository {
  return client.repository({ namespace: "bench-overhead", collection: name, dimension: DIMENSION });
}

function records(vectors: readonly Float32Array[]) {
  return vectors.map((vector, index) => ({ id: String(index), vector }));
}

async function writeAfresh(docs: VectorRepository, vectors: readonly Float32Array[]): Promise<Slot> {
  await docs.drop();
  const batch = records(vectors.slice(0, WRITTEN));
  return timed(WRITTEN, [], async () => {
    await docs.upsertMany(batch, { batchSize: BATCH });
  });
}

function searchOften(docs: VectorRepository, vectors: readonly Float32Array[]): Promise<Slot> {
  return timeCallers(CALLERS, SEARCHES, (index) =>
    docs.search({ vector: vectors[index % vectors.length]!, limit: LIMIT, includeAttributes: false }),
  );
}

function summarise(slots: Slots): Record<string, unknown> {
  const ratiosOf = (setting: Setting, base: Setting) =>
    byWork((work) => ratioOf(slots[work][setting], slots[work][base]));
  const mediansOf = (figureOf: (slot: Slot) => number) =>
    byWork((work) =>
      Object.fromEntries(NAMES.map((name) => [name, median(slots[work][name].map(figureOf))])),
    );
  const opsPerSecond = mediansOf((slot) => slot.opsPerSecond);
  const clientCpuMicros = mediansOf((slot) => slot.clientCpuMicros);
  printTable(
    ["", "ops/s", "client CPU µs", "throughput kept (min … max)"],
    WORKS.flatMap((work) =>
      NAMES.map((name) => {
        const { title, base } = SETTINGS[name];
        return [
          `${work}, ${title}`,
          figure(opsPerSecond[work][name] ?? Number.NaN),
          figure(clientCpuMicros[work][name] ?? Number.NaN),
          base === undefined ? "" : ratioText(ratiosOf(name, base)[work]),
        ];
      }),
    ),
  );
  const ratiosWithoutSdk = ratiosOf("withoutSdk", "off");
  const ratiosOfMetrics = ratiosOf("metrics", "off");
  const ratiosWithSdk = ratiosOf("withSdk", "offTraced");
  return {
    ratioWithoutSdk: lower(ratiosWithoutSdk),
    ratioOfMetrics: lower(ratiosOfMetrics),
    ratioWithSdk: lower(ratiosWithSdk),
    ratiosWithoutSdk,
    ratiosOfMetrics,
    ratiosWithSdk,
    /** With what the SDK costs by itself. */
    ratiosWithSdkToUntracedProcess: ratiosOf("withSdk", "off"),
    opsPerSecond,
    clientCpuMicros,
  };
}

function byWork<T>(of: (work: (typeof WORKS)[number]) => T): Record<(typeof WORKS)[number], T> {
  return { write: of("write"), search: of("search") };
}

function lower({ write, search }: Record<(typeof WORKS)[number], Ratio>): number {
  return Math.min(write.median, search.median);
}
