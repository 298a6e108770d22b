import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, inject, onTestFinished, test, vi } from "vitest";
import { createTestEmbedder } from "../../../src/embedding/index.js";
import { openCache } from "../../helpers/cache.js";
import { openCollection } from "../../helpers/collection.js";
import { startOctavec } from "../../helpers/octavec-command.js";
import { runOctavec } from "../../helpers/run-octavec.js";
import { seededVectors } from "../../helpers/seeded-vectors.js";
import { startedRedis } from "../../helpers/started-redis.js";

const url = () => inject("redisUrl");
const SETTLES = { timeout: 30_000, interval: 50 };

async function folderOfTest(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "octavec-cli-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

/** Runs a command with `--json`, whose last line is the result. */
async function octavec(...args: string[]) {
  const { code, out, err } = await runOctavec(...args, "--json");
  return { code, err, result: out === "" ? undefined : JSON.parse(out.split("\n").at(-1) ?? "") };
}

async function filledCollection(count: number) {
  const { docs, place } = await openCollection(url(), { dimension: 8 });
  const vectors = seededVectors(count, 8);
  await docs.upsertMany(vectors.map((vector, at) => ({ id: `id-${at}`, vector, attributes: { at } })));
  return { docs, name: `${place.namespace}:${place.collection}`, namespace: place.namespace };
}

describe("octavec", () => {
  test("doctor ends with 2 when there are findings and with 0 when all are ignored; fix needs yes", async () => {
    const redis = await startedRedis("--maxmemory", "100mb");
    const found = await octavec("doctor", "--redis", redis.url);
    expect(found.code).toBe(2);
    const ids: string[] = found.result.findings.map(({ id }: { id: string }) => id);
    expect(ids).toContain("no-persistence");
    const ignored = await octavec("doctor", "--redis", redis.url, "--ignore", ids.join(","));
    expect(ignored).toMatchObject({ code: 0, result: { findings: [] } });
    const text = await runOctavec("doctor", "--redis", redis.url);
    expect(text.out).toMatch(/WARNING no-persistence\n .*\n {2}Seen: .*\n {2}Remedy: /);
    expect(await octavec("doctor", "--redis", redis.url, "--fix")).toMatchObject({
      code: 0,
      result: { applied: false, codes: 0 },
    });
    expect(await runOctavec("doctor", "--yes")).toMatchObject({ code: 1 });
  });

  test("stats lists collections, those with shards as one, and its history forecasts when memory is full", async () => {
    const redis = await startedRedis("--maxmemory", "100mb");
    const { client } = await openCollection(redis.url, { dimension: 2 });
    await client
      .repository({ namespace: "shop", collection: "a", dimension: 2 })
      .upsert({ id: "1", vector: [1, 2] });
    const { result } = await octavec("stats", "--redis", redis.url, "--history");
    const place = { namespace: "shop", dimension: 2 };
    const spread = client.repository({ ...place, collection: "spread", shards: 3 });
    await spread.upsertMany(Array.from({ length: 30 }, (_, n) => ({ id: `r${n}`, vector: [1, n] })));
    expect(result.server.collections).toEqual([
      { name: "shop:a", elements: 1, dimension: 2, quantization: "q8" },
    ]);
    const withShards = await octavec("stats", "--redis", redis.url);
    expect(withShards.result.server.collections).toEqual([
      { name: "shop:a", elements: 1, dimension: 2, quantization: "q8" },
      { name: "shop:spread", elements: 30, dimension: 2, quantization: "q8", shards: 3 },
    ]);
    expect((await runOctavec("stats", "--redis", redis.url)).out).toContain(
      "shop:spread: 30 of 2 dimensions, q8, in 3 shards",
    );
    await spread.drop();
    expect(result).toMatchObject({ history: [{ usedBytes: expect.any(Number) }], forecast: null });
    // Two hours ago there were 10 MB less.
    await client.sendCommand(["DEL", "{octavec:history}:memory"]);
    const earlier = `${Date.now() - 7_200_000}-0`;
    const used = result.server.usedBytes;
    await client.sendCommand(["XADD", "{octavec:history}:memory", earlier, "used", String(used - 10e6)]);
    const later = await octavec("stats", "--redis", redis.url, "--history");
    expect(later.result.forecast.bytesPerDay).toBeGreaterThan(100e6);
    expect(later.result.forecast.daysUntilFull).toBeLessThan(1);
    const text = await runOctavec("stats", "--redis", redis.url, "--history");
    expect(text.out).toMatch(
      /Forecast from 3 samples over 2\.0 hours: .* maxmemory is reached in 0\.\d days/,
    );
  });

  test("stats and top show what a tenant's cache did, and explain says why", async () => {
    const { cache, namespace } = await openCache(url());
    await cache.store({ prompt: "How do I pay?", response: "By mail." });
    await cache.lookup({ prompt: "How do I pay?" });
    await cache.close();
    const named = ["--redis", url(), "--namespace", namespace, "--tenant", "acme"];
    const { result } = await octavec("stats", ...named);
    expect(result.cache).toMatchObject({ lookups: 1, hits: 1, entries: 1 });
    expect((await runOctavec("stats", ...named)).out).toMatch(/1 look-ups: 1 hits \(100\.0 %/);
    const top = await octavec("top", ...named, "--count", "2", "--interval-ms", "100");
    expect(top.code).toBe(0);
    expect(top.result).toMatchObject({
      commandsPerSecond: expect.any(Number),
      cache: { hitRatio: null, entries: 1 },
      connection: { status: "up", servers: [{ breaker: "closed" }] },
      slowest: expect.any(Array),
    });
    const asText = await runOctavec("top", "--redis", url(), "--count", "1", "--interval-ms", "100");
    expect(asText.out).toMatch(/commands\/s .*\n.*\n\ncommand +calls\/s/);
    const { model, dimension } = createTestEmbedder({ dimension: 128 });
    const embedder = ["--model", model, "--dimension", String(dimension)];
    const hit = await octavec("explain", "How do I pay?", ...named, ...embedder);
    expect(hit).toMatchObject({ code: 0, result: { result: { hit: true, tier: "exact" } } });
    const miss = await octavec("explain", "Who wrote Hamlet?", ...named, ...embedder);
    const half = await octavec("explain", "Who?", ...named, "--model", model);
    expect(half).toMatchObject({ code: 1, err: expect.stringContaining("give both or none") });
    expect(miss).toMatchObject({ code: 2, result: { result: { hit: false } } });
  });

  test("advise ends with 2 and the figures when verdicts break the error budget, and with 0 on a new cache", async () => {
    const { cache, namespace } = await openCache(url(), { threshold: 0.5, memory: false });
    const named = ["--redis", url(), "--namespace", namespace, "--tenant", "acme", "--threshold", "0.5"];
    expect(await octavec("advise", ...named)).toMatchObject({ code: 0, result: { advice: [] } });
    const unasked = await runOctavec("advise", ...named, "--availability", "0.999");
    expect(unasked.out).toContain("Availability: no look-up yet.");
    for (let n = 0; n < 60; n++) {
      await cache.store({ prompt: `How do I pay my bill ${n}?`, response: "By card." });
      const hit = await cache.lookup({ prompt: `How do I pay the bill ${n}?` });
      if (hit.hit) await cache.feedback(hit.entryId, { correct: n % 2 === 0 });
    }
    await cache.close();
    const { code, result } = await octavec("advise", ...named, "--availability", "0.999");
    expect(code).toBe(2);
    expect(result.availability).toEqual({
      ...{ objective: 0.999, lookups: 60, failed: 0, availability: 1, budgetLeft: 1 },
    });
    expect(result.advice).toMatchObject([
      { id: "no-threshold-fits", evidence: expect.stringMatching(/^30 of 60 verdicts/) },
    ]);
  });

  test("advise ends with 2 when the objective is missed, and names a server that evicts indexes", async () => {
    const redis = await startedRedis("--maxmemory-policy", "allkeys-lru");
    const { cache, namespace } = await openCache(redis.url, {
      memory: false,
      embedder: { model: "broken", dimension: 2, embed: async () => Promise.reject(new Error("down")) },
    });
    await cache.lookup({ prompt: "How do I pay?" });
    await cache.close();
    const named = ["--redis", redis.url, "--namespace", namespace, "--tenant", "acme"];
    const { code, out } = await runOctavec("advise", ...named, "--availability", "0.5");
    expect(code).toBe(2);
    expect(out).toContain("0 of 1 look-ups were answered (0.000000, objective 0.5)");
    expect(out).toContain("-100.0 % of the error budget is left; the objective is missed");
    expect(out).toContain("evicting-server");
    const { client } = await openCollection(redis.url, { dimension: 2 });
    await client.sendCommand(["ACL", "SETUSER", "blind", "on", ">pw", "~*", "+@all", "-info"]);
    const limited = ["--redis", redis.url.replace("redis://", "redis://blind:pw@"), ...named.slice(2)];
    expect((await octavec("advise", ...limited)).result).toEqual({ advice: [] });
  });

  test("advise judges latency and availability of the latest days, and names questions worth warming", async () => {
    const { cache, namespace } = await openCache(url(), { memory: false });
    const named = ["--redis", url(), "--namespace", namespace, "--tenant", "acme"];
    const early = await runOctavec("advise", ...named, "--latency", "10s=0.5");
    expect(early).toMatchObject({ code: 0, out: expect.stringContaining("Latency: no look-up yet.") });
    for (let times = 0; times < 3; times++) {
      await cache.wrap({ prompt: "When do\n you open?" }, async () => ({ response: "At nine." }));
      if (times < 2) await cache.invalidate({ all: true });
    }
    await cache.close();
    const objectives = ["--latency", "10s=0.5", "--availability", "0.9", "--days", "7"];
    const { code, result } = await octavec("advise", ...named, ...objectives);
    expect(code).toBe(2);
    expect(result.latency).toMatchObject({ lookups: 3, withinMs: 10_000, share: 1, budgetLeft: 1, days: 1 });
    expect(result.availability).toMatchObject({ lookups: 3, budgetLeft: 1 });
    expect(result.advice).toMatchObject([
      { id: "warm-questions", candidates: [{ times: 3, hitsPerDay: 2 }] },
    ]);
    expect(JSON.stringify(result)).not.toContain("open?");
    const { out } = await runOctavec("advise", ...named, ...objectives, "--text");
    expect(out).toContain("Availability of 1 day: 3 of 3 look-ups were answered");
    expect(out).toContain(
      "Latency of 1 day: 3 of 3 look-ups took at most 10000 ms (1.000000, objective 0.5)",
    );
    expect(out).toMatch(/ {2}miss: 3 look-ups, p50 [\d.]+ ms, p95 [\d.]+ ms, p99 [\d.]+ ms/);
    expect(out).toMatch(/ {2}\S{40,}: 3 times, 2\.0 hits a day: When do· you open\?/);
    const missed = await runOctavec("advise", ...named, "--latency", "0.005ms=0.99");
    expect(missed.code).toBe(2);
    expect(missed.out).toContain("0 of 3 look-ups took at most 0.005 ms");
    expect(missed.out).toContain("-9900.0 % of the error budget is left; the objective is missed");
    for (const wrong of ["50", "50ms", "50ms=1", "50ms=0", "20s=0.9", "0ms=0.9"]) {
      expect(await runOctavec("advise", ...named, "--latency", wrong)).toMatchObject({
        ...{ code: 1, err: expect.stringContaining("as in 50ms=0.99") },
      });
    }
  });

  test("top shows the slowest commands with their keys, and of other arguments nothing", async () => {
    const redis = await startedRedis("--slowlog-log-slower-than", "0");
    const { client } = await openCollection(redis.url, { dimension: 2 });
    await client.sendCommand(["SET", "{shop:acme}:note", "a secret"]);
    await client.sendCommand(["ECHO", "a secret"]);
    const run = ["top", "--redis", redis.url, "--count", "1", "--interval-ms", "100"];
    const { result } = await octavec(...run);
    expect(result.slowest.length).toBeGreaterThan(0);
    const all = await client.sendCommand(["SLOWLOG", "GET", "128"]);
    expect(JSON.stringify(all)).toContain("a secret");
    await client.sendCommand(["SLOWLOG", "RESET"]);
    await client.sendCommand(["SET", "{shop:acme}:note", "a secret"]);
    const { out } = await runOctavec(...run);
    expect(out).toMatch(/slowest, look-ups first/);
    expect(out + JSON.stringify(result)).not.toContain("a secret");
  });

  test("top does without what its user may not read, and says so", async () => {
    const redis = await startedRedis();
    const { client } = await openCollection(redis.url, { dimension: 2 });
    await client.sendCommand([
      "ACL",
      "SETUSER",
      "watcher",
      "on",
      ">pw",
      "~*",
      "+@all",
      "-slowlog",
      "-latency",
    ]);
    const limited = redis.url.replace("redis://", "redis://watcher:pw@");
    const run = ["top", "--redis", limited, "--count", "1", "--interval-ms", "100"];
    const { code, result } = await octavec(...run);
    expect(code).toBe(0);
    expect(result).toMatchObject({ usedBytes: expect.any(Number), connection: { status: "up" } });
    expect(result).not.toHaveProperty("slowest");
    expect((await runOctavec(...run)).out).toContain("slow log: this user may not read it");
  });

  test("top goes on while Redis is down, and says why it shows nothing", async () => {
    const redis = await startedRedis();
    const run = ["top", "--redis", redis.url, "--json", "--interval-ms", "100"];
    const { child, events, ended, lines } = startOctavec(run);
    await vi.waitFor(() => expect(lines.length).toBeGreaterThan(0), SETTLES);
    await redis.stop();
    await vi.waitFor(() => expect(events().at(-1)).toHaveProperty("failureCode"), SETTLES);
    expect(events().at(-1)).toMatchObject({ connection: { status: "down" } });
    child.kill("SIGINT");
    expect(await ended).toBe(0);
  });

  test("export copies a collection; a stopped run continues, and migrate jsonl reads the file", async () => {
    const { name, namespace, docs } = await filledCollection(120);
    const file = join(await folderOfTest(), "records.jsonl");
    const whole = await octavec("export", "collection", name, "--redis", url(), "--file", file);
    expect(whole).toMatchObject({ code: 0, result: { lines: 120, resumed: 0, rejected: 0 } });
    const text = await readFile(file, "utf8");
    // As a killed run leaves it: some whole lines, and one that is cut off.
    const lines = text.split("\n");
    await writeFile(`${file}.part`, `${lines.slice(0, 50).join("\n")}\n${lines[50]?.slice(0, 20)}`);
    const resumed = await octavec("export", "collection", name, "--redis", url(), "--file", file);
    expect(resumed.result).toMatchObject({ lines: 120, resumed: 50 });
    expect((await readFile(file, "utf8")).split("\n").sort()).toEqual(text.split("\n").sort());
    const copy = `${namespace}:copy`;
    const run = await octavec("migrate", "jsonl", "run", "--file", file, "--to", copy, "--to-url", url());
    expect(run).toMatchObject({ code: 0, result: { inserted: 120 } });
    const verified = ["migrate", "jsonl", "verify", "--file", file, "--to", copy, "--to-url", url()];
    expect(await octavec(...verified, "--queries", "0")).toMatchObject({ code: 0, result: { pass: true } });
    expect(await docs.count()).toBe(120);
  });

  test("export copies the entries of a cache, which another cache loads with their ids", async () => {
    const { cache, namespace, another } = await openCache(url());
    for (let at = 0; at < 5; at++) await cache.store({ prompt: `Question ${at}?`, response: `Answer ${at}` });
    const file = join(await folderOfTest(), "entries.jsonl");
    const { model, dimension } = createTestEmbedder({ dimension: 128 });
    const named = ["--redis", url(), "--namespace", namespace, "--tenant", "acme", "--file", file];
    const embedder = ["--model", model, "--dimension", String(dimension)];
    const exported = await octavec("export", "cache", ...named, ...embedder);
    expect(exported).toMatchObject({ code: 0, result: { lines: 5 } });
    const entries = (await readFile(file, "utf8"))
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    const other = another({ tenant: "other" });
    expect(await other.warm(entries)).toMatchObject({ done: 5, failed: 0 });
    const found = await other.lookup({ prompt: "Question 3?" });
    expect(found).toMatchObject({ hit: true, response: "Answer 3" });
  });

  test("tune prints the EF that finds enough, and ends with 2 if none does; shards and files of questions are no matter", async () => {
    const { docs, name, namespace } = await filledCollection(300);
    const run = ["tune", "--redis", url(), "--target-recall", "0.9", "--queries", "20"];
    const found = await octavec(...run, "--collection", name, "--limit", "5");
    expect(found).toMatchObject({ code: 0, result: { reached: true, limit: 5, queries: 20, count: 300 } });
    expect(found.result.ef).toBeGreaterThanOrEqual(5);
    const text = await runOctavec(...run, "--collection", name);
    expect(text.out).toMatch(/^EF \d+ reaches a recall@10 of 90\.0 %\.\n20 queries.*\nEF 10: recall /);

    const file = join(await folderOfTest(), "questions.f32");
    await writeFile(file, Buffer.concat(seededVectors(30, 8, 7).map((vector) => Buffer.from(vector.buffer))));
    const {
      client,
      docs: signs,
      place,
    } = await openCollection(url(), {
      ...{ dimension: 8, quantization: "bin", precision: "int8" },
    });
    await signs.upsertMany(docs.scan({ includeVectors: true }));
    const ofSigns = ["--collection", `${place.namespace}:${place.collection}`, "--precision", "native"];
    const asked = await octavec(...run, ...ofSigns, "--file", file);
    expect(asked).toMatchObject({ code: 2, result: { reached: false, obstacle: "precision", queries: 20 } });

    const sharded = client.repository({ namespace, collection: "spread", dimension: 8, shards: 2 });
    onTestFinished(() => sharded.drop());
    await sharded.upsertMany(docs.scan({ includeVectors: true }));
    const spread = await octavec(...run, "--collection", `${namespace}:spread`);
    expect(spread).toMatchObject({ code: 0, result: { reached: true, count: 300 } });

    for (const [missing, message] of [
      [["--collection", `${namespace}:nothing`], /--collection: there is no collection .*:nothing/],
      [["--collection", "nothing"], /--collection: expected namespace:name/],
      [[], /--collection: expected namespace:name/],
      [["--collection", name, "--target-recall", "98"], /--target-recall: expected a number from 0\.1 to 1/],
    ] as const) {
      const refused = await runOctavec(...run, ...missing);
      expect(refused.code).toBe(1);
      expect(refused.err).toMatch(message);
    }
  });

  test("bench measures, and leaves nothing behind", async () => {
    const redis = await startedRedis();
    const { client } = await openCollection(redis.url, { dimension: 2 });
    const { code, result } = await octavec(
      ...["bench", "--redis", redis.url, "--elements", "200", "--dimension", "16", "--searches", "20"],
    );
    expect(code).toBe(0);
    expect(result).toMatchObject({ elements: 200, callers: 4, insertsPerSecond: expect.any(Number) });
    expect(await client.sendCommand(["DBSIZE"])).toBe(0);
  });

  test("a server that cannot be reached ends every command with 1 and a code", async () => {
    for (const command of ["doctor", "stats", "top", "dashboard", "bench"]) {
      const { code, err } = await runOctavec(command, "--redis", "redis://127.0.0.1:1");
      expect(code).toBe(1);
      expect(err).toMatch(/^CONNECTION_FAILED: /);
    }
  });
});
