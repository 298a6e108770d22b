import { setTimeout as sleep } from "node:timers/promises";
import { connect, type VectorClient, type VectorRepository } from "../../src/index.js";
import type { Bench, BenchContext } from "./bench.js";
import { clusteredVectors } from "./clustered-vectors.js";
import { encodeCommand, RawSocket } from "./raw-socket.js";
import { runRounds, type Slot, timeCallers } from "./rounds.js";
import { median, quantile, ratioOf } from "./statistics.js";
import { figure, printTable } from "./table.js";

const DEFAULT_SIZES = [1_000, 10_000, 100_000] as const;
/** Small, so that 100,000 elements are in within two minutes or three. */
const DIMENSION = 128;
const QUERIES = 500;
const CALLERS = [1, 16] as const;
const SEARCHES: Readonly<Record<number, number>> = { 1: 500, 16: 1_500 };
/** `auto` answers so many before it is measured: what is asked is how well it chooses, not how soon. */
const SEARCHES_TO_LEARN: Readonly<Record<number, number>> = { 1: 1_500, 16: 5_000 };
const PING = encodeCommand(["PING"]);
const PING_EVERY_MS = 2;

type Mode = "auto" | "inline" | "threaded";
const MODES: readonly Mode[] = ["auto", "inline", "threaded"];

interface PingedSlot extends Slot {
  readonly pingsMs: readonly number[];
}

interface Case {
  readonly size: number;
  readonly callers: number;
  readonly slots: Record<Mode, PingedSlot[]>;
}

/**
 * What `threading: "auto"` gives up, if anything, against each of the two modes it chooses from, and how long everyone else
 * waits meanwhile. It stays inline where threads are unsafe or gain less than half. Nobody writes here, so threads are
 * forced on any server. For the waiting: a PING on a connection of its own every 2 ms. The PINGs come from the same process, so their times
 * hold its event loop's delay too, for all three alike.
 */
export const threading: Bench = {
  question: `search threading: auto against forced inline and threaded, ${DIMENSION}-d Q8, ef 100`,
  defaultRounds: 8,
  async run(context) {
    const sizes = context.sizes ?? DEFAULT_SIZES;
    await using client = await connect({ url: context.redis.url });
    const pinger = await RawSocket.open(context.redis.url);
    context.expectSlots(sizes.length * CALLERS.length * MODES.length * (context.rounds + 1));
    const cases: Case[] = [];
    try {
      for (const size of sizes) cases.push(...(await measureSize(client, pinger, size, context)));
    } finally {
      pinger.close();
    }
    printTable(["", "callers", "", "searches/s", "p99 ms", "PING p99 ms", "auto is"], cases.flatMap(rowsOf));
    return summarise(cases);
  },
};

async function measureSize(
  client: VectorClient,
  pinger: RawSocket,
  size: number,
  context: BenchContext,
): Promise<Case[]> {
  const vectors = clusteredVectors(size + QUERIES, DIMENSION, context.seed);
  const queries = vectors.splice(size);
  const open = () =>
    client.repository({
      namespace: "bench",
      collection: `threading-${size}`,
      dimension: DIMENSION,
      allowUnsafeThreads: true,
    });
  const docs = open();
  await docs.drop();
  await docs.upsertMany(vectors.map((vector, index) => ({ id: String(index), vector })));
  vectors.length = 0;
  const cases: Case[] = [];
  try {
    for (const callers of CALLERS) {
      // Each one learns for itself, from nothing.
      const repositories: Record<Mode, VectorRepository> = { auto: open(), inline: open(), threaded: open() };
      const run = (mode: Mode, searches: number) =>
        timeCallers(callers, searches, (index) =>
          repositories[mode].search({
            vector: queries[index % QUERIES]!,
            threading: mode,
            includeAttributes: false,
          }),
        );
      await run("auto", SEARCHES_TO_LEARN[callers]!);
      const pinged = (mode: Mode) => async () => {
        const pings = pingUntilStopped(pinger);
        const slot = await run(mode, SEARCHES[callers]!);
        return { ...slot, pingsMs: await pings.stop() };
      };
      const slots = await runRounds<Mode, PingedSlot>(
        { auto: pinged("auto"), inline: pinged("inline"), threaded: pinged("threaded") },
        context,
      );
      cases.push({ size, callers, slots });
    }
  } finally {
    await docs.drop();
  }
  return cases;
}

function pingUntilStopped(socket: RawSocket): { stop: () => Promise<number[]> } {
  const pingsMs: number[] = [];
  let stopped = false;
  const loop = (async () => {
    while (!stopped) {
      const startedAtMs = performance.now();
      await socket.send(PING, 1);
      pingsMs.push(performance.now() - startedAtMs);
      await sleep(PING_EVERY_MS);
    }
    return pingsMs;
  })();
  return {
    stop: () => {
      stopped = true;
      return loop;
    },
  };
}

/** Round by round, because the machine's speed drifts; then the worse of the two medians. */
function autoToBest({ slots }: Case): number {
  return Math.min(ratioOf(slots.auto, slots.inline).median, ratioOf(slots.auto, slots.threaded).median);
}

function rowsOf(measured: Case): string[][] {
  const { size, callers, slots } = measured;
  return MODES.map((mode) => {
    const ratio = ratioOf(slots.auto, slots[mode]);
    return [
      `${size.toLocaleString("en")} elements`,
      String(callers),
      mode,
      figure(median(slots[mode].map((slot) => slot.opsPerSecond))),
      figure(
        quantile(
          slots[mode].flatMap((slot) => slot.latenciesMs),
          0.99,
        ),
      ),
      figure(pingP99Ms(slots[mode])),
      mode === "auto"
        ? ""
        : `${ratio.median.toFixed(2)}× (${ratio.min.toFixed(2)} … ${ratio.max.toFixed(2)})`,
    ];
  });
}

function pingP99Ms(slots: readonly PingedSlot[]): number {
  return quantile(
    slots.flatMap((slot) => slot.pingsMs),
    0.99,
  );
}

function summarise(cases: readonly Case[]): Record<string, unknown> {
  const perCase = <T>(of: (one: Case) => T) =>
    Object.fromEntries(cases.map((one) => [`${one.size}x${DIMENSION} callers ${one.callers}`, of(one)]));
  const perMode = (of: (slots: PingedSlot[]) => number) =>
    perCase(({ slots }) => Object.fromEntries(MODES.map((mode) => [mode, of(slots[mode])])));
  return {
    autoToBest: perCase(autoToBest),
    autoToBestWorst: Math.min(...cases.map(autoToBest)),
    autoToInline: perCase(({ slots }) => ratioOf(slots.auto, slots.inline)),
    autoToThreaded: perCase(({ slots }) => ratioOf(slots.auto, slots.threaded)),
    opsPerSecond: perMode((slots) => median(slots.map((slot) => slot.opsPerSecond))),
    pingP99Ms: perMode(pingP99Ms),
  };
}
