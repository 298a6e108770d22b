/**
 * A program that calls `wrap` on command, one line of JSON each: what to ask, and how often at the same time. Its producer
 * counts its calls in Redis and waits for a gate there, so that a test decides when answers come. Each line is answered by
 * one line of JSON.
 */
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import { BasicTracerProvider, type SpanProcessor } from "@opentelemetry/sdk-trace-base";
import { SemanticCache } from "../../../src/cache/semantic-cache.js";
import { createTestEmbedder } from "../../../src/embedding/index.js";
import { connect } from "../../../src/index.js";
import type { CallerOrder, CallerReport } from "../cache-callers.js";

const [url, namespace, name, leaseMs] = process.argv.slice(2);
if (url === undefined || namespace === undefined || name === undefined) throw new Error("url namespace name");

/** Counts in Redis how often this process looked for an answer that another process makes: it is the only pipeline of six. */
const countLooks: SpanProcessor = {
  onStart() {},
  onEnd({ attributes }) {
    if (attributes["db.operation.batch.size"] !== 6) return;
    client.sendCommand(["INCR", `${namespace}:looks:${name}`]).catch(console.error);
  },
  async forceFlush() {},
  async shutdown() {},
};
const tracerProvider = new BasicTracerProvider({ spanProcessors: [countLooks] });
const client = await connect({ url, telemetry: { tracerProvider } });
const embedder = createTestEmbedder({ dimension: 32 });
const cache = new SemanticCache(
  { client, embedder, namespace, tenant: "acme", timeoutMs: 5_000 },
  { leaseMs: Number(leaseMs) },
);

async function call({ prompt, ending, gate }: CallerOrder): Promise<CallerReport["answers"][number]> {
  const produce = async () => {
    await client.sendCommand(["INCR", `${namespace}:calls:${prompt}`]);
    while (gate !== undefined && (await client.sendCommand(["EXISTS", `${namespace}:${gate}`])) !== 1) {
      await pause(5);
    }
    if (ending === "fail") throw new Error(`no answer from ${name}`);
    return { response: `made by ${name}`, cacheable: ending !== "not-cacheable" };
  };
  try {
    const { response, hit, shared, notStored } = await cache.wrap({ prompt }, produce);
    return { response, hit, shared, notStored };
  } catch (error) {
    return { error: String(error) };
  }
}

createInterface({ input: process.stdin }).on("line", (line) => {
  const order: CallerOrder = JSON.parse(line);
  void Promise.all(Array.from({ length: order.calls ?? 1 }, () => call(order))).then((answers) =>
    console.log(JSON.stringify({ order: order.order, answers })),
  );
});
console.log(JSON.stringify({ order: 0, answers: [] }));
