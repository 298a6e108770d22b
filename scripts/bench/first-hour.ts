import { monitorEventLoopDelay } from "node:perf_hooks";
import { SemanticCache } from "../../src/cache/index.js";
import { createEnergeticEmbedder } from "../../src/embedding/index.js";
import { connect } from "../../src/index.js";
import type { Bench } from "./bench.js";
import { timeCallers } from "./rounds.js";
import { median, quantile } from "./statistics.js";
import { figure, printTargets } from "./table.js";

const AT_ONCE = 500;
const CALLERS = 10;
const QUESTIONS = 200;
const PLACE = { namespace: "bench", tenant: "first-hour" };

/** Each figure's title and most that it may be. */
const FIGURES = {
  healthyTimeouts: { title: `misses as \`unavailable\` of ${AT_ONCE} questions at once`, target: 0 },
  loopDelayMs: { title: `event loop delay under ${CALLERS} callers, p99`, target: 20 },
  firstAnswerMs: { title: "first answer after warmUp()", target: 100 },
} as const;
type Figures = Record<keyof typeof FIGURES, number>;

/** What a newcomer meets with the bundled embedder, all options at their defaults and a healthy server. */
export const firstHour: Bench = {
  question:
    "the first hour with the bundled embedder: time-outs of a healthy server, event loop, first answer",
  defaultRounds: 3,
  async run({ redis, rounds, expectSlots, onSlot }) {
    await using client = await connect({ url: redis.url });
    const embedder = createEnergeticEmbedder();
    await using cache = new SemanticCache({ client, embedder, ...PLACE });
    await cache.invalidate({ all: true });
    let asked = 0;
    const ask = () =>
      cache.wrap({ prompt: `How do I send back number ${asked++} of my order?` }, async () => ({
        response: "Print the label.",
      }));
    expectSlots(2 * rounds);

    const [warmUp] = (await timeCallers(1, 1, () => embedder.warmUp())).latenciesMs;
    const [first] = (await timeCallers(1, 1, ask)).latenciesMs;
    const reasons: (string | undefined)[] = [];
    const delays: { p99Ms: number; maxMs: number }[] = [];
    for (let round = 0; round < rounds; round++) {
      const answers = await Promise.all(Array.from({ length: AT_ONCE }, ask));
      reasons.push(...answers.map(({ reason }) => reason));
      onSlot("questions at once");
      delays.push(await loopDelay(() => timeCallers(CALLERS, QUESTIONS, ask)));
      onSlot("event loop");
    }
    await cache.clearTenant();

    const figures: Figures = {
      healthyTimeouts: reasons.filter((reason) => reason === "unavailable").length,
      loopDelayMs: median(delays.map(({ p99Ms }) => p99Ms)),
      firstAnswerMs: first!,
    };
    printTargets(FIGURES, figures);
    // More questions at once than the model embeds in `embedTimeoutMs`: answered by the producer, and not Redis's fault.
    const embedTimeouts = reasons.filter((reason) => reason === "embedding-failed").length;
    const loopDelayMaxMs = quantile(
      delays.map(({ maxMs }) => maxMs),
      1,
    );
    console.log(
      `\nwarmUp(): ${figure(warmUp!)} ms. Longest event loop delay: ${figure(loopDelayMaxMs)} ms. ` +
        `Questions not embedded within embedTimeoutMs: ${embedTimeouts} of ${reasons.length}.`,
    );
    return { ...figures, warmUpMs: warmUp, loopDelayMaxMs, embedTimeouts, askedAtOnce: reasons.length };
  },
};

/** Delays are measured by a timer of 1 ms, which is part of them. */
async function loopDelay(work: () => Promise<unknown>): Promise<{ p99Ms: number; maxMs: number }> {
  const histogram = monitorEventLoopDelay({ resolution: 1 });
  histogram.enable();
  await work();
  histogram.disable();
  return { p99Ms: histogram.percentile(99) / 1e6, maxMs: histogram.max / 1e6 };
}
