import { SemanticCache } from "../../../src/cache/index.js";
import { createTestEmbedder, EmbeddingCache } from "../../../src/embedding/index.js";
import { connect, isOctavecError } from "../../../src/index.js";
import { evidence } from "../../../src/learning/index.js";

/**
 * A program of a few lines, run by `process-exit.test.ts` in a process of its own. It ends only when nothing keeps it:
 * no socket, no timer. A rejection that nobody handles ends it with a status, as Node does.
 */
const { url, what }: { url: string; what: string } = JSON.parse(process.argv[2] ?? "{}");

async function work() {
  await using client = await connect({ url });
  const docs = client.repository({ namespace: `exit-${process.pid}`, collection: "c", dimension: 4 });
  await docs.upsertMany(Array.from({ length: 50 }, (_, id) => ({ id: String(id), vector: [1, 2, 3, id] })));
  await docs.search({ vector: [1, 2, 3, 4], timeoutMs: 60_000 });
  await client.sendCommand(["BLPOP", "nothing", "0.01"], { timeoutMs: 60_000 });
  await docs.get("1", { signal: AbortSignal.timeout(60_000) });
  await docs.drop();
}

async function closeAtOnce() {
  const client = await connect({ url, minConnections: 20, connectTimeoutMs: 60_000 });
  await client.close();
}

async function closeBusy() {
  const client = await connect({ url });
  const calls = Promise.allSettled(Array.from({ length: 10_000 }, () => client.sendCommand(["PING"])));
  await client.close();
  await calls;
}

async function refused() {
  const error = await connect({ url: "redis://127.0.0.1:1", connectTimeoutMs: 60_000 }).catch(
    (reason) => reason,
  );
  if (!isOctavecError(error, "CONNECTION_FAILED")) throw error;
}

async function neverClosed() {
  const client = await connect({ url });
  await client.sendCommand(["PING"]);
}

async function neverClosedInTheMiddle() {
  const client = await connect({ url });
  void client
    .sendCommand(["BLPOP", "nothing", "0.1"])
    .then((reply) => console.log(JSON.stringify(`reply ${reply}`)));
}

async function neverConnected() {
  const client = await connect({ url: "redis://127.0.0.1:1", lazy: true, acquireTimeoutMs: 50 });
  const error = await client.sendCommand(["PING"]).catch((reason) => reason);
  if (!isOctavecError(error, "CONNECTION_FAILED")) throw error;
}

const place = { namespace: `exit-${process.pid}`, embedder: createTestEmbedder({ dimension: 8 }) };

/** A miss and a hit from memory start all that a cache does in the background: following events, sweep, ledger, learning. */
async function ask(cache: SemanticCache) {
  const answers = [];
  for (let turn = 0; turn < 2; turn++) {
    answers.push(await cache.wrap({ prompt: "How?" }, async () => ({ response: "So." })));
  }
  if (answers[1]?.tier !== "memory") throw new Error(`the second answer came from ${answers[1]?.tier}`);
}

async function cacheNeverClosed() {
  const client = await connect({ url });
  const embedder = new EmbeddingCache({ client, ...place });
  await ask(
    new SemanticCache({ client, ...place, embedder, tenant: "acme", timeoutMs: 5_000, decision: evidence() }),
  );
}

async function cacheOfUrlNeverClosed() {
  const cache = new SemanticCache({ url, ...place, timeoutMs: 5_000 });
  await ask(cache.forTenant("acme"));
}

async function cacheNeverConnected() {
  const cache = new SemanticCache({ url: "redis://127.0.0.1:1", ...place, tenant: "acme" });
  const { response } = await cache.wrap({ prompt: "How?" }, async () => ({ response: "So." }));
  if (response !== "So.") throw new Error(response);
}

async function serverGone() {
  const client = await connect({ url, acquireTimeoutMs: 50 });
  await client.sendCommand(["SHUTDOWN", "NOSAVE"]).catch(() => {});
  await client.sendCommand(["PING"]).catch(() => {});
  await client.close();
}

const programs: Record<string, () => Promise<void>> = {
  work,
  "close-at-once": closeAtOnce,
  "close-busy": closeBusy,
  refused,
  "never-closed": neverClosed,
  "never-closed-in-the-middle": neverClosedInTheMiddle,
  "never-connected": neverConnected,
  "cache-never-closed": cacheNeverClosed,
  "cache-of-url-never-closed": cacheOfUrlNeverClosed,
  "cache-never-connected": cacheNeverConnected,
  "server-gone": serverGone,
};

await programs[what]?.();
console.log(JSON.stringify("done"));
