import { getEventListeners } from "node:events";
import { expect, inject, test } from "vitest";
import { type ConnectOptions, connect, type VectorClient, type VectorRepository } from "../../src/index.js";
import type { RedisHandle } from "../../src/testing/index.js";
import { waitUntil } from "../../src/testing/wait-until.js";
import { ask } from "../helpers/ask.js";
import { codeOf } from "../helpers/outcome.js";
import { cosine, seededVectors } from "../helpers/seeded-vectors.js";
import { startedRedis } from "../helpers/started-redis.js";
import { TcpProxy } from "../helpers/tcp-proxy/index.js";
import { uniquePrefix } from "../helpers/unique-prefix.js";
import { FAULTS, type Fault, type FaultRow } from "./fault-table.js";
import { type Measure, recordMeasure } from "./measures.js";
import { ProcessWatch } from "./process-watch.js";

/** Far beyond every limit that the tests set: a call that takes as long will never settle. */
const NEVER_MS = 15_000;
const PATIENCE = { timeout: 10_000 };
const RECOVERY_DEADLINE_MS = 15_000;
const DIMENSION = 8;

const LIMITS = {
  minConnections: 2,
  maxConnections: 6,
  acquireTimeoutMs: 400,
  connectTimeoutMs: 500,
  commandTimeoutMs: 400,
  closeTimeoutMs: 500,
} satisfies ConnectOptions;

/** Where a fault is played, and the books that are kept meanwhile. */
export class FaultStage {
  readonly #outcomes = new Map<string, number>();
  readonly #underWay = new Set<Promise<unknown>>();
  readonly #servers: RedisHandle[] = [];
  readonly #proxies: TcpProxy[] = [];
  readonly #clients: VectorClient[] = [];
  readonly #clientName = uniquePrefix("fault");
  readonly #abort = new AbortController();
  /** Every write that was acknowledged. */
  readonly #ledger = new Map<string, { readonly docs: VectorRepository; readonly vector: Float32Array }>();
  #slowestMs = 0;
  #recoveryMs: number | undefined;
  #writes = 0;

  /** The server ends with the test. */
  async startRedis(...args: string[]): Promise<RedisHandle> {
    const redis = await startedRedis(...args);
    this.#servers.push(redis);
    return redis;
  }

  async startReplica(primary: RedisHandle): Promise<RedisHandle> {
    const replica = await primary.startReplica();
    this.#servers.push(replica);
    return replica;
  }

  async startProxy(targetPort: number): Promise<TcpProxy> {
    const proxy = await TcpProxy.start(targetPort);
    this.#proxies.push(proxy);
    return proxy;
  }

  /** A client with short time limits. */
  async connect(url: string, options: ConnectOptions = {}): Promise<VectorClient> {
    const client = await connect({ url, clientName: this.#clientName, ...LIMITS, ...options });
    this.#clients.push(client);
    return client;
  }

  docsOf(client: VectorClient): VectorRepository {
    // Threaded searches are among the calls under trial: they hold a connection each. 8.0.2 bears them beside writes.
    const options = { dimension: DIMENSION, allowUnsafeThreads: true };
    return client.repository({ namespace: "n", collection: "c", ...options });
  }

  /**
   * Makes a call and waits for how it ends: `"resolved"` or a code. The end of the test sees to it that it was one of the
   * fault's row.
   */
  async call(work: (options: { signal: AbortSignal }) => Promise<unknown>): Promise<unknown> {
    const startedAtMs = performance.now();
    // The async function turns what is thrown at once into a rejection.
    const outcome = settled(codeOf((async () => work({ signal: this.#abort.signal }))()));
    this.#underWay.add(outcome);
    const code = await outcome;
    this.#underWay.delete(outcome);
    this.#slowestMs = Math.max(this.#slowestMs, performance.now() - startedAtMs);
    this.#outcomes.set(String(code), (this.#outcomes.get(String(code)) ?? 0) + 1);
    return code;
  }

  /** A write that nobody may repeat on the caller's behalf: what happens to it is what the caller hears. */
  once(client: VectorClient): Promise<unknown> {
    return this.call((options) => client.sendCommand(["INCR", "once"], options));
  }

  ping(client: VectorClient): Promise<unknown> {
    return this.call((options) => client.sendCommand(["PING"], options));
  }

  /** Writes a new element. Once acknowledged it has to be there at the end. */
  async write(docs: VectorRepository): Promise<unknown> {
    const vector = vectorOf(this.#writes);
    const id = `written-${this.#writes++}`;
    const code = await this.call((options) => docs.upsert({ id, vector, attributes: { id } }, options));
    if (code === "resolved") this.acknowledge(docs, id, vector);
    return code;
  }

  acknowledge(docs: VectorRepository, id: string, vector: Float32Array): void {
    this.#ledger.set(id, { docs, vector });
  }

  /** The element was deleted by the test itself. */
  forget(id: string): void {
    this.#ledger.delete(id);
  }

  /** Several kinds of calls at the same time, none of them twice the same. */
  async mixedCalls(client: VectorClient, docs: VectorRepository): Promise<unknown[]> {
    const vector = vectorOf(1);
    return Promise.all([
      this.ping(client),
      this.write(docs),
      this.call((options) => docs.count(options)),
      this.call((options) => docs.get("written-0", options)),
      this.call((options) => docs.search({ vector, limit: 3, ...options })),
      this.call((options) => docs.search({ vector, threading: "threaded", ...options })),
    ]);
  }

  /** To be called the moment the server is back: measures how long it takes until the work succeeds. */
  async recovered(work: () => Promise<unknown>): Promise<void> {
    const startedAtMs = performance.now();
    await waitUntil(async () => ((await work()) === "resolved" ? true : undefined), {
      timeoutMs: RECOVERY_DEADLINE_MS,
      failure: "the client did not get back into service",
    });
    this.#recoveryMs = performance.now() - startedAtMs;
  }

  /** What holds after every fault, whichever it was. */
  async expectGoodEnd(row: FaultRow): Promise<void> {
    await Promise.all(this.#underWay);
    this.#expectCodesOf(row);
    await this.#expectNothingLost();
    expect(getEventListeners(this.#abort.signal, "abort")).toEqual([]);
    await Promise.all(this.#clients.map((client) => client.close()));
    await expect.poll(() => this.#proxies.filter(({ open }) => open > 0), PATIENCE).toEqual([]);
    await Promise.all(this.#proxies.map((proxy) => proxy.close()));
    for (const { url } of this.#servers) {
      await expect.poll(() => clientsOf(url), PATIENCE).not.toContain(`name=${this.#clientName}`);
    }
  }

  /** Also when the test has failed. */
  async clear(): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.close()));
    await Promise.all(this.#proxies.map((proxy) => proxy.close()));
  }

  measures(): Pick<Measure, "outcomes" | "slowestMs" | "recoveryMs"> {
    const outcomes = Object.fromEntries(this.#outcomes);
    return { outcomes, slowestMs: this.#slowestMs, recoveryMs: this.#recoveryMs };
  }

  #expectCodesOf({ gets, mayGet = [] }: FaultRow): void {
    const allowed = new Set<string>(["resolved", ...gets, ...mayGet]);
    expect([...this.#outcomes.keys()].filter((code) => !allowed.has(code))).toEqual([]);
    if (gets.length > 0) expect(gets.some((code) => this.#outcomes.has(code))).toBe(true);
  }

  async #expectNothingLost(): Promise<void> {
    const missing: string[] = [];
    for (const [id, { docs, vector }] of this.#ledger) {
      const stored = await docs.get(id);
      if (stored === undefined || cosine(stored.vector, vector) < 0.99) missing.push(id);
    }
    expect(missing).toEqual([]);
  }
}

/** A test of a fault: what its body plays has to end as its row in the table says, and leave nothing behind. */
export function faultTest(fault: Fault, name: string, body: (stage: FaultStage) => Promise<void>): void {
  test(name, async () => {
    using watch = new ProcessWatch();
    const stage = new FaultStage();
    try {
      await body(stage);
      await stage.expectGoodEnd(FAULTS[fault]);
      await watch.expectUnchanged();
    } finally {
      await stage.clear();
    }
    await recordMeasure(inject("faultMeasuresFile"), { fault, test: name, ...stage.measures() });
  });
}

function settled(outcome: Promise<unknown>): Promise<unknown> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(`not settled after ${NEVER_MS} ms`), NEVER_MS);
    void outcome.then((code) => {
      clearTimeout(timer);
      resolve(code);
    });
  });
}

/** The server's own list of its connections; empty of a server that was killed for good. */
function clientsOf(url: string): Promise<string> {
  return ask(url, "CLIENT", "LIST").catch((error: unknown) => {
    if (String(error).includes("ECONNREFUSED")) return "";
    throw error;
  });
}

/** The same number gives the same vector. */
export function vectorOf(seed: number): Float32Array {
  const [vector] = seededVectors(1, DIMENSION, seed + 1);
  if (vector === undefined) throw new Error("no vector");
  return vector;
}
