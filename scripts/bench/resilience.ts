import { createClient, RESP_TYPES } from "@redis/client";
import { type Command, connect, type VectorClient } from "../../src/index.js";
import type { Bench } from "./bench.js";
import { clusteredVectors } from "./clustered-vectors.js";
import { runRounds, type Slot, timeCallers, timed } from "./rounds.js";
import { median, type Ratio, ratioOf } from "./statistics.js";
import { figure, printTable, ratioText } from "./table.js";

const DIMENSION = 512;
const SEARCHED = 10_000;
const WRITTEN = 2_000;
const BATCH = 500;
const SEARCHES = 1_000;
const CALLERS = 16;
const CONNECTIONS = 5;
const WORKS = ["write", "search"] as const;
type Work = (typeof WORKS)[number];
const KEYS: Readonly<Record<Work, string>> = {
  write: "{bench-resilience:written}:v",
  search: "{bench-resilience:searched}:v",
};

/** What a caller's side must offer to be compared. */
interface Side {
  send(command: Command): Promise<unknown>;
  sendBatch(commands: readonly Command[]): Promise<unknown>;
}

/**
 * What pool, deadlines, retry, circuit breaker and telemetry cost together: the very same commands through the client's
 * executor with everything on, and through as many bare clients of the library below.
 */
export const resilience: Bench = {
  question:
    `the full stack against the bare client on the same commands: pipelined VADD, and VSIM by ${CALLERS} callers in ` +
    `${SEARCHED.toLocaleString("en")} × ${DIMENSION}-d Q8`,
  defaultRounds: 20,
  async run(context) {
    const vectors = clusteredVectors(SEARCHED, DIMENSION, context.seed);
    const adds = (key: string) =>
      vectors.map((vector, index): Command => ["VADD", key, "FP32", blobOf(vector), String(index)]);
    const searches = vectors.map((vector): Command => {
      return ["VSIM", KEYS.search, "FP32", blobOf(vector), "WITHSCORES", "COUNT", "10", "NOTHREAD"];
    });
    const client = await connect({
      url: context.redis.url,
      minConnections: CONNECTIONS,
      maxConnections: CONNECTIONS,
    });
    const bare = await Promise.all(Array.from({ length: CONNECTIONS }, () => openBare(context.redis.url)));
    const sides: Record<"octavec" | "bare", Side> = { octavec: sideOf(client), bare: sideOfBare(bare) };
    const write = (side: Side) => async (): Promise<Slot> => {
      await client.sendCommand(["DEL", KEYS.write]);
      const commands = adds(KEYS.write).slice(0, WRITTEN);
      return timed(WRITTEN, [], async () => {
        for (let from = 0; from < WRITTEN; from += BATCH) {
          await side.sendBatch(commands.slice(from, from + BATCH));
        }
      });
    };
    const search = (side: Side) => () =>
      timeCallers(CALLERS, SEARCHES, (index) => side.send(searches[(index * 7) % SEARCHED]!));
    context.expectSlots(2 * WORKS.length * (context.rounds + 1));
    try {
      await sides.octavec.sendBatch(adds(KEYS.search));
      const slots = {
        write: await runRounds({ octavec: write(sides.octavec), bare: write(sides.bare) }, context),
        search: await runRounds({ octavec: search(sides.octavec), bare: search(sides.bare) }, context),
      };
      return summarise(slots);
    } finally {
      await client.sendCommand(["DEL", ...Object.values(KEYS)]);
      await client.close();
      for (const one of bare) one.destroy();
    }
  },
};

function blobOf(vector: Float32Array): Buffer {
  return Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength);
}

/** As the library itself must call it: in RESP3 with maps as arrays, because objects would lose the order of the hits. */
async function openBare(url: string) {
  const client = createClient({
    url,
    RESP: 3,
    commandOptions: { typeMapping: { [RESP_TYPES.MAP]: Array } },
  });
  client.on("error", () => {});
  await client.connect();
  return client;
}

function sideOf(client: VectorClient): Side {
  return {
    send: (command) => client.executor.send(command, { readOnly: true }),
    async sendBatch(commands) {
      for (const step of await client.executor.pipeline(commands, { idempotent: true })) {
        if (!step.ok) throw step.error;
      }
    },
  };
}

function sideOfBare(clients: readonly Awaited<ReturnType<typeof openBare>>[]): Side {
  let turn = 0;
  const next = () => clients[turn++ % clients.length]!;
  return {
    send: (command) => next().sendCommand(command),
    sendBatch(commands) {
      const one = next();
      return Promise.all(commands.map((command) => one.sendCommand(command)));
    },
  };
}

function summarise(slots: Record<Work, Record<"octavec" | "bare", Slot[]>>): Record<string, unknown> {
  const byWork = <T>(of: (work: Work) => T) => ({ write: of("write"), search: of("search") });
  const medianOf = (work: Work, side: "octavec" | "bare", of: (slot: Slot) => number) =>
    median(slots[work][side].map(of));
  const ratiosToBare: Record<Work, Ratio> = byWork((work) => ratioOf(slots[work].octavec, slots[work].bare));
  printTable(
    ["", "ops/s", "client CPU µs", "ratio to bare (min … max)"],
    WORKS.flatMap((work) =>
      (["octavec", "bare"] as const).map((side) => [
        `${work}, ${side}`,
        figure(medianOf(work, side, (slot) => slot.opsPerSecond)),
        figure(medianOf(work, side, (slot) => slot.clientCpuMicros)),
        side === "bare" ? "" : ratioText(ratiosToBare[work]),
      ]),
    ),
  );
  return {
    ratioToBare: Math.min(ratiosToBare.write.median, ratiosToBare.search.median),
    ratiosToBare,
    opsPerSecond: byWork((work) => ({
      octavec: medianOf(work, "octavec", (slot) => slot.opsPerSecond),
      bare: medianOf(work, "bare", (slot) => slot.opsPerSecond),
    })),
    clientCpuMicros: byWork((work) => ({
      octavec: medianOf(work, "octavec", (slot) => slot.clientCpuMicros),
      bare: medianOf(work, "bare", (slot) => slot.clientCpuMicros),
    })),
  };
}
