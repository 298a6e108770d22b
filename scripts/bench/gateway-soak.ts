import { randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { linearScale, linePlot } from "../../src/cli/plot/index.js";
import type { Bench, BenchContext } from "./bench.js";
import { postOf } from "./gateway/http-connection.js";
import { BENCH_ROUTE, requestOf } from "./gateway/messages.js";
import { questionOf } from "./gateway/questions.js";
import { type BenchServer, startServer } from "./gateway/start-server.js";
import { type LoadResult, steadyLoad } from "./gateway/steady-load.js";
import { median, quantile } from "./statistics.js";
import { figure, printTable } from "./table.js";

const MOST_P99_MS = 50;
const PROBE_MS = 5_000;
/** The first requests load code, and V8 compiles what has run for a while. */
const WARM_UP = { perSecond: 100, durationMs: 30_000 } as const;
const RATES = [50, 100, 150, 200, 300, 400, 600, 800, 1_200, 1_600, 2_400, 3_200];
const MINUTE_MS = 60_000;
/** When in each minute Redis is killed, and for how long it is away. */
const KILL_AFTER_MS = 20_000;
const AWAY_MS = 5_000;
/** Of ten questions, this many are of the pool, which is asked again and again. */
const OLD_OF_TEN = 7;
const POOL = 500;
/** The first minutes load code and fill memory. */
const SETTLING_MINUTES = 5;

interface Minute extends LoadResult {
  readonly lost: number;
  readonly rssBytes: number;
}

/** The gateway at its highest steady rate, while Redis is killed and started again every minute. */
export const gatewaySoak: Bench = {
  question:
    "the gateway under steady load, with Redis killed every minute: lost answers and memory (a round is a minute)",
  defaultRounds: 30,
  async run(context) {
    await using provider = await startServer({ kind: "provider", events: 1, everyMs: 1 });
    const upstreamUrl = `http://127.0.0.1:${provider.port}/v1`;
    const namespace = `soak-${randomUUID().slice(0, 8)}`;
    const role = {
      kind: "gateway",
      redisUrl: context.redis.url,
      namespace,
      upstreamUrl,
      timeoutMs: undefined,
      entries: 0,
    } as const;
    await using gateway = await startServer(role);
    const perSecond = await highestRate(gateway);
    console.log(`highest rate with a p99 under ${MOST_P99_MS} ms: ${perSecond} requests per second\n`);
    context.expectSlots(context.rounds);
    const minutes: Minute[] = [];
    for (let minute = 1; minute <= context.rounds; minute++) {
      minutes.push(await soakMinute(context, { gateway, provider, perSecond }));
      context.onSlot(`minute ${minute}`);
    }
    return report(context, perSecond, minutes);
  },
};

function questions(round: string): (index: number) => string {
  return (index) => (index % 10 < OLD_OF_TEN ? questionOf((index * 7) % POOL) : `question ${round} ${index}`);
}

const bytesOf = (question: string) => postOf(`/openai/v1${BENCH_ROUTE}`, requestOf(question));

async function highestRate({ port }: BenchServer): Promise<number> {
  const load = ({ perSecond, durationMs }: { readonly perSecond: number; readonly durationMs: number }) => {
    const ask = questions(`probe ${randomUUID()}`);
    return steadyLoad(port, { perSecond, durationMs, requestOf: (index) => bytesOf(ask(index)) });
  };
  await load(WARM_UP);
  let highest = RATES[0] ?? 1;
  for (const perSecond of RATES) {
    const { latenciesMs, failed } = await load({ perSecond, durationMs: PROBE_MS });
    if (failed.length > 0 || quantile(latenciesMs, 0.99) > MOST_P99_MS) break;
    highest = perSecond;
  }
  return highest;
}

async function soakMinute(
  { redis }: BenchContext,
  { gateway, provider, perSecond }: { gateway: BenchServer; provider: BenchServer; perSecond: number },
): Promise<Minute> {
  const ask = questions(randomUUID());
  const [load] = await Promise.all([
    steadyLoad(gateway.port, {
      perSecond,
      durationMs: MINUTE_MS,
      requestOf: (index) => bytesOf(ask(index)),
    }),
    (async () => {
      await new Promise((resolve) => setTimeout(resolve, KILL_AFTER_MS));
      await redis.kill();
      await new Promise((resolve) => setTimeout(resolve, AWAY_MS));
      await redis.restart();
    })(),
  ]);
  const lost = await answeredOf(provider, load.failed.map(ask));
  return { ...load, lost, rssBytes: await gateway.rssBytes() };
}

/** How many of these questions the provider has answered. */
async function answeredOf({ port }: BenchServer, asked: readonly string[]): Promise<number> {
  if (asked.length === 0) return 0;
  const response = await fetch(`http://127.0.0.1:${port}/answered`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(asked),
  });
  return Number(await response.text());
}

function report({ outputFolder }: BenchContext, perSecond: number, minutes: readonly Minute[]) {
  const settled = minutes.slice(minutes.length > 2 * SETTLING_MINUTES ? SETTLING_MINUTES : 0);
  const half = Math.ceil(settled.length / 2);
  const rss = settled.map(({ rssBytes }) => rssBytes);
  const growthBytes = median(rss.slice(-half)) - median(rss.slice(0, half));
  const latenciesMs = minutes.flatMap(({ latenciesMs }) => latenciesMs);
  const failed = minutes.reduce((sum, minute) => sum + minute.failed.length, 0);
  const lostAnswers = minutes.reduce((sum, { lost }) => sum + lost, 0);
  const p99Ms = quantile(latenciesMs, 0.99);
  printTable(
    ["figure", "key", "now", "target"],
    [
      ["requests per second", "perSecond", String(perSecond), "p99 under 50 ms"],
      ["requests", "requests", figure(latenciesMs.length), "–"],
      ["failed requests", "failedRequests", String(failed), "–"],
      ["of them answered by the provider", "lostAnswers", String(lostAnswers), "0"],
      ["p99 with all outages, ms", "p99Ms", figure(p99Ms), "–"],
      ["memory, second half against first, bytes", "growthBytes", figure(growthBytes), "flat"],
    ],
  );
  const plots = [plot(outputFolder, minutes)];
  const figures = { perSecond, requests: latenciesMs.length, failedRequests: failed, lostAnswers, p99Ms };
  return { ...figures, growthBytes, rssBytes: minutes.map(({ rssBytes }) => rssBytes), plots };
}

function plot(folder: string, minutes: readonly Minute[]): string {
  const file = join(folder, "gateway-soak.svg");
  const points = minutes.map(({ rssBytes }, index) => ({ x: index + 1, y: rssBytes / 2 ** 20 }));
  const most = Math.max(...points.map(({ y }) => y));
  const title = "Memory of the gateway, with Redis killed every minute";
  writeFileSync(
    file,
    linePlot({
      title,
      subtitle: `${minutes.length} minutes`,
      x: { label: "minute", scale: linearScale(1, Math.max(2, minutes.length)) },
      y: { label: "resident memory, MiB", scale: linearScale(0, most * 1.1) },
      series: [{ name: "gateway", points }],
    }),
  );
  return file;
}
