import { connect } from "../../src/index.js";
import type { Bench } from "./bench.js";
import { clusteredVectors } from "./clustered-vectors.js";
import { encodeCommand, RawSocket } from "./raw-socket.js";
import { runRounds, type Slot, timeCallers } from "./rounds.js";
import { median, quantile, type Ratio, ratioOf } from "./statistics.js";
import { figure, printTable } from "./table.js";
import { openTypedClient } from "./typed-client.js";

const COUNT = 10_000;
const DIMENSION = 512;
const LIMIT = 10;
const QUERIES = 500;
const CALLERS = [1, 4, 16] as const;
const CONNECTIONS = 5;
/** Searches per slot: enough for a second or so, so that one hiccup of the machine does not decide. */
const SEARCHES: Readonly<Record<number, number>> = { 1: 1_500, 4: 2_500, 16: 2_500 };
/** A reply of ten ids with scores: one line for the map, two per text, one per double. */
const REPLY_LINES = 1 + LIMIT * 3;

type Name = "ceiling" | "octavec" | "octavecWithAttributes" | "typed";

/** What a search costs beyond the bytes, for 1, 4 and 16 callers that each await one search before the next. */
export const search: Bench = {
  question: `search, limit ${LIMIT}, in ${COUNT.toLocaleString("en")} × ${DIMENSION}-d Q8: against raw sockets and awaited client.vSim`,
  defaultRounds: 10,
  async run(context) {
    const vectors = clusteredVectors(COUNT + QUERIES, DIMENSION, context.seed);
    const queries = vectors.slice(COUNT);
    await using client = await connect({ url: context.redis.url, minConnections: CONNECTIONS });
    const docs = client.repository({ namespace: "bench", collection: "search", dimension: DIMENSION });
    await docs.drop();
    await docs.upsertMany(vectors.slice(0, COUNT).map((vector, index) => ({ id: String(index), vector })));

    const sockets = await Promise.all(
      Array.from({ length: CONNECTIONS }, () => RawSocket.open(context.redis.url)),
    );
    for (const socket of sockets) await sayHello(socket);
    const typed = await openTypedClient(context.redis.url);
    const bytes = queries.map((vector) => {
      const blob = Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength);
      return encodeCommand([
        "VSIM",
        docs.key,
        "FP32",
        blob,
        "WITHSCORES",
        "COUNT",
        String(LIMIT),
        "NOTHREAD",
      ]);
    });
    const arrays = queries.map((vector) => Array.from(vector));
    const query = (index: number) => queries[index % QUERIES]!;

    context.expectSlots(4 * CALLERS.length * (context.rounds + 1));
    const figures: Record<string, Record<string, unknown>> = {};
    const rows: string[][] = [];
    try {
      for (const callers of CALLERS) {
        const total = SEARCHES[callers]!;
        const slots: Record<Name, Slot[]> = await runRounds<Name>(
          {
            ceiling: () =>
              timeCallers(callers, total, (index, caller) =>
                sockets[caller % CONNECTIONS]!.send(bytes[index % QUERIES]!, REPLY_LINES),
              ),
            octavec: () =>
              timeCallers(callers, total, (index) =>
                docs.search({ vector: query(index), limit: LIMIT, includeAttributes: false }),
              ),
            octavecWithAttributes: () =>
              timeCallers(callers, total, (index) => docs.search({ vector: query(index), limit: LIMIT })),
            typed: () =>
              timeCallers(callers, total, (index) =>
                typed.vSim(docs.key, arrays[index % QUERIES]!, { COUNT: LIMIT }),
              ),
          },
          context,
        );
        figures[callers] = summarise(slots);
        rows.push(...rowsOf(callers, slots));
      }
    } finally {
      for (const socket of sockets) socket.close();
      typed.destroy();
      await docs.drop();
    }
    printTable(
      ["callers", "", "searches/s", "p50 ms", "p99 ms", "client CPU µs", "octavec is (min … max)"],
      rows,
    );
    return byCallers(figures);
  },
};

/** Protocol 3, as the library speaks it, so that both read replies of the same size. */
async function sayHello(socket: RawSocket): Promise<void> {
  await socket.handshake(encodeCommand(["HELLO", "3"]), encodeCommand(["PING"]), "+PONG\r\n");
}

function summarise(slots: Record<Name, Slot[]>): Record<string, number | Ratio> {
  const latenciesMs = slots.octavec.flatMap((slot) => slot.latenciesMs);
  const toCeiling = ratioOf(slots.octavec, slots.ceiling);
  const toTyped = ratioOf(slots.octavec, slots.typed);
  return {
    ratioToCeiling: toCeiling.median,
    ratioToTypedCommands: toTyped.median,
    p50Ms: quantile(latenciesMs, 0.5),
    p99Ms: quantile(latenciesMs, 0.99),
    opsPerSecond: median(slots.octavec.map((slot) => slot.opsPerSecond)),
    ratioToCeilingRange: toCeiling,
    ratioToTypedCommandsRange: toTyped,
    ratioToCeilingWithAttributes: ratioOf(slots.octavecWithAttributes, slots.ceiling).median,
    ceilingOpsPerSecond: median(slots.ceiling.map((slot) => slot.opsPerSecond)),
    typedOpsPerSecond: median(slots.typed.map((slot) => slot.opsPerSecond)),
    clientCpuMicros: median(slots.octavec.map((slot) => slot.clientCpuMicros)),
  };
}

function rowsOf(callers: number, slots: Record<Name, Slot[]>): string[][] {
  const names: Record<Name, string> = {
    octavec: "octavec search",
    octavecWithAttributes: "octavec, attributes asked for",
    ceiling: "raw sockets (ceiling)",
    typed: "await client.vSim",
  };
  return (Object.keys(names) as Name[]).map((name) => {
    const latenciesMs = slots[name].flatMap((slot) => slot.latenciesMs);
    const { median: middle, min, max } = ratioOf(slots.octavec, slots[name]);
    return [
      String(callers),
      names[name],
      figure(median(slots[name].map((slot) => slot.opsPerSecond))),
      figure(quantile(latenciesMs, 0.5)),
      figure(quantile(latenciesMs, 0.99)),
      figure(median(slots[name].map((slot) => slot.clientCpuMicros))),
      name === "octavec" ? "" : `${middle.toFixed(2)}× (${min.toFixed(2)} … ${max.toFixed(2)})`,
    ];
  });
}

/** `{ "1": { p50Ms }, … }` turned to `{ p50Ms: { "1": … }, … }`. */
function byCallers(
  figures: Record<string, Record<string, unknown>>,
): Record<string, Record<string, unknown>> {
  const turned: Record<string, Record<string, unknown>> = {};
  for (const [callers, values] of Object.entries(figures)) {
    for (const [name, value] of Object.entries(values)) {
      turned[name] ??= {};
      turned[name][callers] = value;
    }
  }
  return turned;
}
