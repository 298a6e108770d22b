import { describe, expect, test } from "vitest";
import { type ExamineOptions, examine, repairOrphans } from "../../../src/doctor/index.js";
import { connect, type VectorClient } from "../../../src/index.js";
import { NO_SWEEP, openCache } from "../../helpers/cache.js";
import { openClient } from "../../helpers/collection.js";
import { HEALTHY_ARGS, healthyHost, isAboutVersion } from "../../helpers/healthy-host.js";
import { replicated } from "../../helpers/replicated.js";
import { startedRedis } from "../../helpers/started-redis.js";

async function found(client: VectorClient, options: ExamineOptions = {}) {
  const { findings } = await examine(client, { readHostFile: healthyHost, ...options });
  return findings.filter((finding) => !isAboutVersion(finding));
}

const ids = (findings: readonly { id: string }[]) => findings.map(({ id }) => id);

async function openServer() {
  const redis = await startedRedis(...HEALTHY_ARGS);
  const client = await openClient(redis.url);
  return { redis, client, send: (...command: string[]) => client.sendCommand(command) };
}

describe("examine", () => {
  test("finds a record that its set contradicts, and a set without a record", async () => {
    const { client, send } = await openServer();
    for (const collection of ["good", "bad"]) {
      await client
        .repository({ namespace: "shop", collection, dimension: 2 })
        .upsert({ id: "1", vector: [1, 2] });
    }
    expect(await found(client)).toEqual([]);
    await send("DEL", "{shop:bad}:v");
    await send("VADD", "{shop:bad}:v", "VALUES", "3", "1", "2", "3", "1");
    await send("VADD", "{shop:foreign}:v", "VALUES", "3", "1", "2", "3", "1");
    const findings = await found(client);
    expect(ids(findings)).toEqual(["record-disagrees", "set-without-record"]);
    expect(findings[0]?.evidence).toBe("{shop:bad} (dimension is 3, the record says 2)");
    expect(findings[1]?.evidence).toBe("{shop:foreign}");
    expect(await found(client, { namespace: "other" })).toEqual([]);
  });

  test("finds codes and instants of expiry of elements that are gone; the repair counts first, and then removes these alone", async () => {
    const { client, send } = await openServer();
    const place = { namespace: "shop", collection: "coded", dimension: 2, precision: "residual" } as const;
    const docs = client.repository(place);
    await docs.upsertMany(
      Array.from({ length: 300 }, (_, at) => ({ id: `r${at}`, vector: [1, at + 1], ttlMs: 600_000 })),
    );
    expect(await found(client)).toEqual([]);
    for (let at = 0; at < 250; at++) await send("VREM", "{shop:coded}:v", `r${at}`);
    expect(ids(await found(client))).toEqual(["orphaned-codes"]);
    const counted = { codes: 250, expiries: 250, entries: 0, vectors: 0, generationKeys: 0 };
    expect(await repairOrphans(client)).toEqual({ applied: false, ...counted });
    expect(await repairOrphans(client, { namespace: "other" })).toMatchObject({ codes: 0 });
    expect(await send("HLEN", "{shop:coded}:codes")).toBe(300);
    expect(await repairOrphans(client, { apply: true })).toEqual({ applied: true, ...counted });
    expect(await send("HLEN", "{shop:coded}:codes")).toBe(50);
    expect(await send("ZCARD", "{shop:coded}:expiry")).toBe(50);
    expect(await found(client)).toEqual([]);
    expect(await docs.get("r299")).toBeDefined();
  });

  test("finds entries, vectors and generations that a cache has forgotten, and the repair removes these alone", async () => {
    const { redis, send } = await openServer();
    const { client, cache, namespace, another } = await openCache(redis.url, { timings: NO_SWEEP });
    const prompts = [
      "How do I pay?",
      "Where is my parcel?",
      "Who wrote Hamlet?",
      "What is the capital of Peru?",
    ];
    for (const prompt of prompts) await cache.store({ prompt, response: `About ${prompt}` });
    expect(await found(client)).toEqual([]);
    const base =
      ((await send("KEYS", `{${namespace}*}:*:exp`)) as string[])[0]?.slice(0, -"exp".length) ?? "";
    const [unlisted, vectorOnly] = (await send("ZRANGE", `${base}exp`, "0", "-1")) as string[];
    await send("ZREM", `${base}exp`, unlisted ?? "", vectorOnly ?? "");
    await send("DEL", `${base}e:${vectorOnly}`);
    expect(ids(await found(client)).sort()).toEqual(["orphaned-entries", "orphaned-vectors"]);
    expect(await repairOrphans(client)).toMatchObject({ entries: 1, vectors: 2, applied: false });
    expect(await send("EXISTS", `${base}e:${unlisted}`)).toBe(1);
    expect(await repairOrphans(client, { apply: true })).toMatchObject({ entries: 1, vectors: 2 });
    expect(await found(client)).toEqual([]);
    const answers = await Promise.all(prompts.map((prompt) => another({ memory: false }).lookup({ prompt })));
    expect(answers.filter(({ hit }) => hit)).toHaveLength(2);

    // The number of the generation is lost, so its keys look like those of an older one.
    await cache.invalidate({ tenant: "acme" });
    await cache.store({ prompt: "How do I pay?", response: "By mail." });
    const tag = base.slice(0, base.lastIndexOf(":", base.length - 2) + 1);
    await send("DEL", `${tag}g`, `${tag}old`);
    const [lost] = await found(client);
    expect(lost).toMatchObject({ id: "orphaned-generation", evidence: `${tag}1` });
    const { generationKeys } = await repairOrphans(client);
    expect(generationKeys).toBe(((await send("KEYS", `${tag}1:*`)) as string[]).length);
    await repairOrphans(client, { apply: true });
    expect(await send("KEYS", `${tag}1:*`)).toEqual([]);
    expect(await found(client)).toEqual([]);
  });

  test("finds updates that a replica lost, a replica that cannot be reached, and a primary that is gone", async () => {
    const { redis, client, send } = await openServer();
    const replica = await redis.startReplica();
    const docs = client.repository({ namespace: "shop", collection: "a", dimension: 2 });
    await docs.upsertMany([
      { id: "1", vector: [1, 2] },
      { id: "2", vector: [2, 1] },
    ]);
    await docs.upsert({ id: "1", vector: [1, 1] });
    const connectTo: ExamineOptions["connectTo"] = ({ host, port }) =>
      connect({ url: `redis://${host}:${port}` });
    await replicated(redis.url);
    expect(await found(client, { connectTo })).toEqual([]);
    const { skipped } = await examine(client, { readHostFile: healthyHost });
    expect(skipped).toEqual([{ check: "replicas", reason: expect.stringContaining("connectTo") }]);

    // The server does not replicate the update of an existing element.
    await send("VADD", "{shop:a}:v", "VALUES", "2", "-3", "1", "1");
    await replicated(redis.url);
    const [differs] = await found(client, { connectTo });
    expect(differs).toMatchObject({ id: "replica-differs", severity: "error" });
    expect(differs?.evidence).toContain("{shop:a}:v (1 of 2 elements)");

    const nowhere = () => connect({ url: "redis://127.0.0.1:1" });
    expect(ids(await found(client, { connectTo: nowhere }))).toEqual(["replica-unreachable"]);
    await redis.kill();
    const ofReplica = await openClient(replica.url);
    expect(ids(await found(ofReplica))).toContain("replica-behind");
  });
});
