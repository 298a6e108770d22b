/**
 * A service under load whose metrics Prometheus reads: searches, two semantic caches, an embedding cache, and a gateway. Its
 * argument is JSON. Each line of its standard input is a JSON object that changes its {@link Mode} or orders an action.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import { PrometheusExporter } from "@opentelemetry/exporter-prometheus";
import { MeterProvider } from "@opentelemetry/sdk-metrics";
import { SemanticCache } from "../../../src/cache/index.js";
import { createTestEmbedder, type Embedder, EmbeddingCache } from "../../../src/embedding/index.js";
import { createGateway } from "../../../src/gateway/index.js";
import { connect } from "../../../src/index.js";
import { observed } from "../../../src/learning/index.js";
import { seededVectors } from "../seeded-vectors.js";

interface Plan {
  readonly url: string;
  readonly replicaUrl: string;
  readonly namespace: string;
  /** Port of the metrics; 0 for a free one. */
  readonly port: number;
}

interface Mode {
  /** Whether questions are known ones. */
  hits: boolean;
  /** Milliseconds of each call of the embedder. */
  embedMs: number;
  /** Whether the answers of the audited cache are wrong. */
  wrong: boolean;
}

const CACHE_ID = "0123456789abcdef0123456789abcdef";
const KEY = "key-of-the-service";
const { url, replicaUrl, namespace, port }: Plan = JSON.parse(process.argv[2] ?? "");
const mode: Mode = { hits: true, embedMs: 0, wrong: false };

const exporter = new PrometheusExporter({ preventServerStart: true });
const meterProvider = new MeterProvider({ readers: [exporter] });
const telemetry = { meterProvider };
const serverFigures = { intervalMs: 200, collections: [`${namespace}:docs`] };
const client = await connect({ url, telemetry: { meterProvider, serverFigures } });
const replica = await connect({
  url: replicaUrl,
  telemetry: { meterProvider, serverFigures: { intervalMs: 200 } },
});
const inner = createTestEmbedder({ dimension: 64 });
const embedder: Embedder = {
  model: inner.model,
  dimension: inner.dimension,
  async embed(texts, options) {
    if (mode.embedMs > 0) await pause(mode.embedMs);
    return inner.embed(texts, options);
  },
};
const place = { client, namespace, tenant: "acme" };
const cache = new SemanticCache({
  ...place,
  embedder,
  maxEntries: 200,
  memory: { maxEntries: 5 },
  telemetry: {
    tenantLabels: ["acme"],
    prices: { large: { inputPerMillion: 10, outputPerMillion: 20 } },
    embeddingPricePerMillion: 0.1,
  },
});
const audited = observed({ policy: "threshold", shadow: true });
const shadow = new SemanticCache({
  ...place,
  namespace: `${namespace}-audited`,
  embedder: inner,
  decision: audited,
  threshold: 0.5,
  maxEntries: 500,
});
const embeddings = new EmbeddingCache({ client, embedder: inner, namespace, tenant: "acme", meterProvider });
const docs = client.repository({ namespace, collection: "docs", dimension: 16 });
const gateway = await createGateway(
  {
    ...{ redis: url, namespace: `${namespace}-gateway`, listen: { port: 0, adminPort: 0 } },
    caches: [{ id: CACHE_ID, name: "service", keys: [{ env: "KEY" }] }],
  },
  { embedder: inner, environment: { KEY } },
);

const vectors = seededVectors(50, 16);
let round = 0;

/** A number as a word: entries whose numbers differ are not alike. */
function inLetters(number: number): string {
  return [...String(number)].map((digit) => "abcdefghij"[Number(digit)]).join("");
}

/** One request of each kind. */
const WORK: readonly (() => Promise<unknown>)[] = [
  async () => {
    const prompt = mode.hits
      ? `what is the answer to question ${round % 10}`
      : `${round} ${Math.random()} unheard of`;
    const scope = { model: "large" };
    const usage = { inputTokens: 1_000, outputTokens: 500 };
    const made = { response: `answer ${prompt}`, usage };
    // Unknown questions are looked up only, so that they stay unknown.
    const { entryId } = mode.hits
      ? await cache.wrap({ prompt, scope }, async () => made)
      : { entryId: undefined, ...(await cache.lookup({ prompt, scope })) };
    if (entryId !== undefined && round % 20 === 0) await cache.feedback(entryId, { correct: true });
  },
  () => docs.search({ vector: vectors[round % 50]!, limit: 3 }),
  () => docs.upsert({ id: `${round % 50}`, vector: vectors[round % 50]! }),
  () => embeddings.embed([`text ${round % 30}`]),
  () =>
    cache.store({
      prompt: `further question ${round}`,
      response: "answer",
      ttlMs: round % 2 ? 1_000 : undefined,
    }),
  // Questions that are alike but never the same, because only similar entries are audited.
  () =>
    shadow.wrap({ prompt: `what is the right answer please ${inLetters(round)}` }, async () => ({
      response: mode.wrong ? `wrong ${round}` : "right",
    })),
  () =>
    fetch(`http://127.0.0.1:${gateway.port}/v1/caches/${CACHE_ID}/entries/search`, {
      method: "POST",
      headers: { authorization: `Bearer ${KEY}` },
      body: JSON.stringify({ prompt: `question ${round % 10}` }),
    }).then((reply) => reply.text()),
  async () => {
    if (round % 50 === 0) await cache.invalidate({ entryId: "none" });
  },
];

async function load(work: () => Promise<unknown>): Promise<never> {
  for (;;) {
    // Without Redis much fails. The metrics tell of it.
    await work().catch(() => {});
    round++;
    await pause(10);
  }
}

/** Precision: codes, an uncertified query, and vectors that are unlike those of the calibration. */
async function drift(): Promise<void> {
  const coded = client.repository({
    namespace: `${namespace}-coded`,
    collection: "codes",
    dimension: 16,
    precision: "residual",
  });
  await coded.drop();
  await coded.upsertMany(seededVectors(300, 16).map((vector, index) => ({ id: `${index}`, vector })));
  await coded.recalibrate({ sampleSize: 300 });
  const spike = Float32Array.from({ length: 16 }, (_, j) => (j === 0 ? 1 : 1e-4));
  await coded.upsertMany(Array.from({ length: 1_000 }, (_, index) => ({ id: `s${index}`, vector: spike })));
  await client.sendCommand(["VADD", coded.key, "FP32", Buffer.from(spike.buffer), "theirs", "Q8"]);
  await coded.search({ vector: spike });
}

/** More calls than one connection takes, behind one that blocks; and more failures than are repeated. */
async function exhaust(): Promise<void> {
  await using narrow = await connect({
    url,
    minConnections: 1,
    maxConnections: 1,
    acquireTimeoutMs: 50,
    telemetry,
  });
  const queue = `${namespace}:queue`;
  const blocked = narrow.sendCommand(["BLPOP", queue, "0"], { timeoutMs: 60_000, blocking: false });
  const queued = Array.from({ length: 1_023 }, () => narrow.sendCommand(["PING"], { timeoutMs: 60_000 }));
  await narrow.sendCommand(["PING"]).catch(() => {});
  await client.sendCommand(["RPUSH", queue, "done"]);
  await Promise.all([blocked, ...queued]);
  const again = ["EVAL", "return redis.error_reply('TRYAGAIN later')", "0"];
  await Promise.allSettled(Array.from({ length: 60 }, () => narrow.sendCommand(again)));
}

const ACTIONS: Readonly<Record<string, () => Promise<unknown>>> = {
  drift,
  exhaust,
  forgetAudits: async () => {
    await shadow.invalidate({ all: true });
    await audited.reset();
  },
};

createInterface(process.stdin).on("line", (line) => {
  const { action, ...change } = JSON.parse(line);
  Object.assign(mode, change);
  if (action === undefined) return;
  ACTIONS[action]?.().catch((error: unknown) => console.error(action, error));
});

const server = createServer((request, response) => exporter.getMetricsRequestHandler(request, response));
server.listen(port, "127.0.0.1", () => {
  const own = (server.address() as AddressInfo).port;
  process.stdout.write(`${JSON.stringify({ port: own, gatewayPort: gateway.adminPort })}\n`);
});
await Promise.all(WORK.map(load));
await replica.close();
