import { randomUUID } from "node:crypto";
import { connect } from "../../src/index.js";
import type { Bench } from "./bench.js";
import { HttpConnection, postOf } from "./gateway/http-connection.js";
import { BENCH_ROUTE, RECEIVED, requestOf } from "./gateway/messages.js";
import { questionOf, similarTo } from "./gateway/questions.js";
import { startServer } from "./gateway/start-server.js";
import { measureStreams } from "./gateway/streams.js";
import { runRounds, timeCallers } from "./rounds.js";
import { median, quantile, ratioOf } from "./statistics.js";
import { figure, printTable, ratioText } from "./table.js";

const ENTRIES = 6_000;
const CONNECTIONS = 8;
const CALLS = 400;
/** Per slot, of what takes a tenth of the time of the others. */
const SHORT_CALLS = 4_000;
/** Before the first round: a server runs for days, and its code is slow for the first thousands of requests. */
const WARM_UP_ROUNDS = 5;
const STREAMS = 500;
const EVENTS = 100;
const EVERY_MS = 100;

type Name = "bytes" | "memoryHit" | "bareGet" | "exactHit" | "bareVsim" | "semanticHit" | "direct" | "miss";

/** What the gateway costs over HTTP, against bare servers that send the same bytes. */
export const gateway: Bench = {
  question:
    "the gateway over loopback: hits against a bare server, what a miss waits, and many streams at once",
  defaultRounds: 8,
  async run(context) {
    context.expectSlots(8 * (context.rounds + WARM_UP_ROUNDS));
    const namespace = `bench-${randomUUID().slice(0, 8)}`;
    const { url: redisUrl } = context.redis;
    await using provider = await startServer({ kind: "provider", events: EVENTS, everyMs: EVERY_MS });
    const role = {
      kind: "gateway",
      redisUrl,
      namespace,
      upstreamUrl: `http://127.0.0.1:${provider.port}/v1`,
      // On a machine that is busy for a moment, no hit shall end as a miss.
      timeoutMs: 10_000,
      entries: ENTRIES,
    } as const;
    const post = (prompt: string) => postOf(`/openai/v1${BENCH_ROUTE}`, requestOf(prompt));
    {
      await using filling = await startServer(role);
      await using connections = await open(filling.port);
      await timeCallers(CONNECTIONS, ENTRIES, (index, caller) =>
        connections.send(caller, post(questionOf(index))),
      );
    }
    // Another process, whose memory knows none of the entries.
    await using server = await startServer(role);
    await using client = await connect({ url: redisUrl });
    const { vectorSet, element } = await keysOf(client, namespace);
    await client.executor.send(["SET", `${namespace}:bytes`, "x".repeat(800)]);
    await using bareServer = await startServer({
      kind: "bare",
      redisUrl,
      key: `${namespace}:bytes`,
      vectorSet,
      element,
    });
    await using toGateway = await open(server.port);
    await using toBare = await open(bareServer.port);
    await using toProvider = await open(provider.port);
    let exact = 0;
    let asked = 0;
    const callers = (work: (caller: number) => Promise<unknown>, calls = CALLS) =>
      timeCallers(CONNECTIONS, calls, (_, caller) => work(caller));
    /** Milliseconds until the provider has the request. */
    const reach = { direct: [] as number[], miss: [] as number[] };
    const alone = (name: keyof typeof reach, work: () => Promise<string>) =>
      timeCallers(1, CALLS / 4, async () => {
        const sentMs = performance.timeOrigin + performance.now();
        const [, received] = new RegExp(`${RECEIVED}: ([0-9.]+)`, "i").exec(await work()) ?? [];
        reach[name].push(Number(received) - sentMs);
      });
    const bare = (work: string) => postOf(`/${work}`, requestOf("hello"));
    const known = post(questionOf(ENTRIES - 1));
    const direct = postOf(`/v1${BENCH_ROUTE}`, requestOf("hello"));
    const slots = await runRounds<Name>(
      {
        bytes: () => callers((caller) => toBare.send(caller, bare("bytes")), SHORT_CALLS),
        memoryHit: () => callers((caller) => toGateway.send(caller, known), SHORT_CALLS),
        bareGet: () => callers((caller) => toBare.send(caller, bare("get")), SHORT_CALLS),
        exactHit: () => callers((caller) => toGateway.send(caller, post(questionOf(exact++)))),
        bareVsim: () => callers((caller) => toBare.send(caller, bare("vsim"))),
        semanticHit: () => callers((caller) => toGateway.send(caller, post(similarTo(asked++ % ENTRIES)))),
        direct: () => alone("direct", () => toProvider.send(0, direct)),
        miss: () => alone("miss", () => toGateway.send(0, post(`${randomUUID()} ${randomUUID()}`))),
      },
      { ...context, warmUpRounds: WARM_UP_ROUNDS },
    );
    const added = addedMs(reach);
    const streams = await measureStreams(server, { streams: STREAMS, events: EVENTS });
    const ratios = {
      memoryHitRatio: ratioOf(slots.memoryHit, slots.bytes),
      exactHitRatio: ratioOf(slots.exactHit, slots.bareGet),
      semanticHitRatio: ratioOf(slots.semanticHit, slots.bareVsim),
    };
    printTable(
      ["figure", "key", "now", "target"],
      [
        [
          "memory hit against the bare server",
          "memoryHitRatio",
          ratioText(ratios.memoryHitRatio),
          "at least 0.7",
        ],
        ["exact hit against it and a GET", "exactHitRatio", ratioText(ratios.exactHitRatio), "at least 0.6"],
        [
          "semantic hit against it and a VSIM",
          "semanticHitRatio",
          ratioText(ratios.semanticHitRatio),
          "at least 0.6",
        ],
        [
          "added to a miss, ms",
          "missAddedMs",
          `${figure(added.median)} / ${figure(added.p99)}`,
          "at most 3 / 15",
        ],
        [
          `memory per stream, ${STREAMS} at once`,
          "bytesPerStream",
          figure(streams.bytesPerStream),
          "at most 204,800",
        ],
        ["events that were lost", "droppedEvents", String(streams.droppedEvents), "0"],
      ],
    );
    return { ...ratios, missAddedMs: added, ...streams };
  },
};

function addedMs({ direct, miss }: { direct: number[]; miss: number[] }): { median: number; p99: number } {
  const base = median(direct);
  return { median: median(miss) - base, p99: quantile(miss, 0.99) - base };
}

async function open(
  port: number,
): Promise<AsyncDisposable & { send(caller: number, request: Buffer): Promise<string> }> {
  const connections = await Promise.all(Array.from({ length: CONNECTIONS }, () => HttpConnection.open(port)));
  return {
    send: (caller, request) => connections[caller]!.send(request),
    async [Symbol.asyncDispose]() {
      for (const connection of connections) connection.close();
    },
  };
}

/** A vector set of the namespace and one of its elements. */
async function keysOf(client: Awaited<ReturnType<typeof connect>>, namespace: string) {
  let cursor = "0";
  do {
    const [next, keys] = (await client.sendCommand([
      ...["SCAN", cursor, "MATCH", `*${namespace}*`, "COUNT", "1000", "TYPE", "vectorset"],
    ])) as [string, string[]];
    cursor = String(next);
    const [vectorSet] = keys;
    if (vectorSet === undefined) continue;
    const element = await client.sendCommand(["VRANDMEMBER", vectorSet]);
    return { vectorSet: String(vectorSet), element: String(element) };
  } while (cursor !== "0");
  throw new Error("The gateway has stored nothing.");
}
