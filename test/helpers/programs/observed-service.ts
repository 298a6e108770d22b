/**
 * A service under load whose metrics Prometheus reads: searches, semantic caches, an embedding cache, and a gateway. Its
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
import { encodeLabel } from "../../../src/learning/evidence/label.js";
import { WEIGHT_COUNT } from "../../../src/learning/evidence/logistic-model.js";
import { evidence, observed } from "../../../src/learning/index.js";
import { seededVectors } from "../seeded-vectors.js";

interface Plan {
  readonly url: string;
  /** A replica, whose figures are read too. */
  readonly replicaUrl?: string;
  readonly namespace: string;
  /** Port of the metrics; 0 for a free one. */
  readonly port: number;
  /** Names in {@link WORK}: what the service does all the time. */
  readonly work: readonly string[];
  /** The mode at the start, where it differs from that of a healthy service. */
  readonly mode?: Partial<Mode>;
}

interface Mode {
  /** Whether questions are known ones. */
  hits: boolean;
  /** Whether the provider behind the gateway fails. */
  providerFails: boolean;
  /** Milliseconds of each call of the embedder. */
  embedMs: number;
  /** Whether the answers of the audited cache are wrong. */
  wrong: boolean;
}

const CACHE_ID = "0123456789abcdef0123456789abcdef";
const KEY = "key-of-the-service";
/** Between two requests of one kind: each core carries several services. */
const PAUSE_MS = 20;
const plan: Plan = JSON.parse(process.argv[2] ?? "");
const { url, replicaUrl, namespace, port } = plan;
const mode: Mode = { hits: true, providerFails: false, embedMs: 0, wrong: false, ...plan.mode };

const exporter = new PrometheusExporter({ preventServerStart: true });
const meterProvider = new MeterProvider({ readers: [exporter] });
const telemetry = { meterProvider };
const serverFigures = { intervalMs: 200, collections: [`${namespace}:docs`] };
// A minute of the rules takes a second, so the breaker must not judge ten of them, in which this service makes many calls.
const breaker = { windowMs: 1_000, minimumCalls: 1 };
const client = await connect({ url, breaker, telemetry: { meterProvider, serverFigures } });
if (replicaUrl !== undefined)
  await connect({
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
// Shows the metrics, and stands in for the provider of the gateway.
const server = createServer((request, response) => {
  if (request.method === "GET") return exporter.getMetricsRequestHandler(request, response);
  request.resume();
  response.writeHead(mode.providerFails ? 500 : 200, { "content-type": "application/json" });
  response.end(JSON.stringify({ choices: [{ message: { role: "assistant", content: "answer" } }] }));
});
await new Promise<void>((listening) => server.listen(port, "127.0.0.1", listening));
const { port: ownPort } = server.address() as AddressInfo;
const gateway = plan.work.includes("gateway")
  ? await createGateway(
      {
        ...{ redis: url, namespace: `${namespace}-gateway`, listen: { port: 0, adminPort: 0 } },
        caches: [
          { id: CACHE_ID, name: "service", keys: [{ env: "KEY" }] },
          { id: "fedcba9876543210fedcba9876543210", name: "proxied" },
        ],
        proxy: {
          cache: "proxied",
          upstreams: [{ name: "openai", format: "openai", baseUrl: `http://127.0.0.1:${ownPort}/v1` }],
        },
      },
      { embedder: inner, environment: { KEY } },
    )
  : undefined;

const vectors = seededVectors(50, 16);
let round = 0;

/** A number as a word: entries whose numbers differ are not alike. */
function inLetters(number: number): string {
  return [...String(number)].map((digit) => "abcdefghij"[Number(digit)]).join("");
}

function unheardOf(): string {
  return `${round} ${Math.random()} unheard of`;
}

async function post(path: string, body: object): Promise<void> {
  const reply = await fetch(`http://127.0.0.1:${gateway?.port}${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${KEY}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  await reply.text();
}

/** One request of each kind. */
const WORK: Readonly<Record<string, () => Promise<unknown>>> = {
  ask: async () => {
    const prompt = mode.hits ? `what is the answer to question ${round % 10}` : unheardOf();
    const scope = { model: "large" };
    const usage = { inputTokens: 1_000, outputTokens: 500 };
    const made = { response: `answer ${prompt}`, usage };
    // Unknown questions are looked up only, so that they stay unknown.
    const { entryId } = mode.hits
      ? await cache.wrap({ prompt, scope }, async () => made)
      : { entryId: undefined, ...(await cache.lookup({ prompt, scope })) };
    if (entryId !== undefined && round % 20 === 0) await cache.feedback(entryId, { correct: true });
  },
  search: () => docs.search({ vector: vectors[round % 50]!, limit: 3 }),
  upsert: () => docs.upsert({ id: `${round % 50}`, vector: vectors[round % 50]! }),
  embed: () => embeddings.embed([`text ${round % 30}`]),
  store: () =>
    cache.store({
      prompt: `further question ${round}`,
      response: "answer",
      ttlMs: round % 2 ? 1_000 : undefined,
    }),
  // Questions that are alike but never the same, because only similar entries are audited.
  audit: () =>
    shadow.wrap({ prompt: `what is the right answer please ${inLetters(round)}` }, async () => ({
      response: mode.wrong ? `wrong ${round}` : "right",
    })),
  gateway: async () => {
    await post(`/v1/caches/${CACHE_ID}/entries/search`, { prompt: `question ${round % 10}` });
    const messages = [{ role: "user", content: unheardOf() }];
    await post("/openai/v1/chat/completions", { model: "large", messages });
  },
  invalidate: async () => {
    if (round % 50 === 0) await cache.invalidate({ entryId: "none" });
  },
};

async function load(work: () => Promise<unknown>): Promise<never> {
  for (;;) {
    // Without Redis much fails. The metrics tell of it.
    await work().catch(() => {});
    round++;
    await pause(PAUSE_MS);
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

/** More calls than one connection takes, behind one that blocks; and failures that must not be repeated. */
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
  const retry = { budgetRatio: 0, budgetPerSecond: 0 };
  await using unrepeated = await connect({ url, retry, telemetry });
  await unrepeated.sendCommand(["EVAL", "return redis.error_reply('TRYAGAIN later')", "0"]).catch(() => {});
}

/** A cache learns which questions have one answer. Then audits of another instance say that its hits are wrong. */
async function stop(): Promise<void> {
  const decision = evidence({ syncMs: 10 });
  const learned = { ...place, namespace: `${namespace}-learned`, embedder: inner, memory: false } as const;
  await using taught = new SemanticCache({ ...learned, guards: false, decision });
  for (let asked = 0; asked < 500; asked++) {
    const topic = asked % 10;
    const prompt = ["alpha", "beta", "gamma", "delta"].map((word) => `${word}${topic}`).join(" ");
    const made = { response: `answer ${topic}`, answerId: `answer ${topic}` };
    await taught.wrap({ prompt: `${prompt} v${topic}x${asked}` }, async () => made);
  }
  const labels = `{${learned.namespace}:acme:cache}:labels`;
  const tag = "return redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1][2][2]";
  const mark = String(await client.sendCommand(["EVAL", tag, "1", labels]));
  const x = new Float64Array(WEIGHT_COUNT).with(0, 1);
  const wrong = encodeLabel({ x, isRight: false, probability: 0.97, kind: "audit" }, mark, "another");
  while ((await decision.quality()).mode === "evidence")
    await client.sendCommand(["XADD", labels, "*", ...wrong]);
}

const ACTIONS: Readonly<Record<string, () => Promise<unknown>>> = {
  drift,
  exhaust,
  stop,
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

process.stdout.write(`${JSON.stringify({ port: ownPort, gatewayPort: gateway?.adminPort })}\n`);
await Promise.all(plan.work.map((name) => load(WORK[name]!)));
