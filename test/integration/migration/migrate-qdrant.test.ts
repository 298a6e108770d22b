import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, inject, onTestFinished, test, vi } from "vitest";
import { openCollection } from "../../helpers/collection.js";
import { migrateCommand } from "../../helpers/migrate-command.js";
import { octavecProgram } from "../../helpers/octavec-command.js";
import { codeOf } from "../../helpers/outcome.js";
import { QdrantStandIn } from "../../helpers/qdrant-stand-in/index.js";
import { seededVectors } from "../../helpers/seeded-vectors.js";

const dimension = 16;
const KEY = "sesame-0123456789";
const COUNT = 800;

/** A stand-in that requires a key, with points whose ids are whole numbers and UUIDs, and a target. */
async function openPlace(count = 20) {
  const url = inject("redisUrl");
  const qdrant = await QdrantStandIn.started(KEY);
  onTestFinished(() => qdrant.stop());
  const stored = qdrant.create("articles", { vectors: { size: dimension, distance: "Cosine" } });
  const points = seededVectors(count, dimension).map((vector, index) => ({
    id: index % 10 === 3 ? `00000000-0000-4000-8000-${String(index).padStart(12, "0")}` : index,
    vector: [...vector],
    payload: {
      lang: index % 3 === 0 ? "de" : "en",
      year: 2000 + (index % 20),
      author: { name: `a${index}` },
    },
  }));
  stored.upsert({ points });
  vi.stubEnv("QDRANT_API_KEY", KEY);
  onTestFinished(() => void vi.unstubAllEnvs());
  const { client, docs, place } = await openCollection(url, { dimension });
  const to = ["--to", `${place.namespace}:${place.collection}`, "--to-url", url];
  const flags = ["--collection", "articles", "--from-url", qdrant.url, ...to];
  const migrate = (...more: string[]) => migrateCommand("qdrant", ...flags, ...more);
  const folder = await mkdtemp(join(tmpdir(), "octavec-migration-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  return { url, qdrant, stored, client, docs, place, to, flags, migrate, folder };
}

test("a Qdrant collection is planned, copied despite a kill -9, verified with filters, switched to and back, and exported", async () => {
  const { qdrant, client, docs, place, to, flags, migrate, folder } = await openPlace(COUNT);
  const plan = await migrate("plan");
  expect(plan.result).toMatchObject({
    source: { kind: "qdrant", count: COUNT, dimension, metric: "cosine" },
    memory: { basis: "measured" },
    sample: { rejected: 0, withExtra: COUNT },
  });
  expect(plan.result.fields).toContainEqual(expect.objectContaining({ field: "author", kept: "extra" }));
  expect(await client.sendCommand(["KEYS", `*${place.namespace}*`])).toEqual([]);
  const dry = await migrate("run", "--dry-run");
  expect(dry.result).toMatchObject({ read: COUNT, accepted: COUNT, rejected: 0 });
  expect(await docs.count()).toBe(0);

  const state = `{${place.namespace}:${place.collection}}:migration:backfill:default`;
  const cut = octavecProgram(["migrate", "qdrant", "run", ...flags, "--batch-size", "100", "--rate", "500"]);
  const reached = async () => {
    const text = await client.sendCommand(["HGET", state, "state"]);
    return typeof text === "string" ? JSON.parse(text).read : 0;
  };
  await expect.poll(reached, { timeout: 30_000, interval: 20 }).toBeGreaterThanOrEqual(300);
  cut.child.kill("SIGKILL");
  expect((await cut.ended).code).toBe("SIGKILL");
  const run = await migrate("run", "--batch-size", "100");
  expect(run.result).toMatchObject({ state: "done", resumed: true, read: COUNT, rejected: 0 });
  expect(run.result.updated).toBeLessThanOrEqual(125);

  const filters = join(folder, "filters.json");
  const must = [
    { key: "lang", match: { value: "de" } },
    { key: "author.name", match: { value: "a1" } },
  ];
  await writeFile(filters, JSON.stringify([{ must: must.slice(0, 1) }, { must }]));
  const verified = await migrate("verify", "--filters", filters, "--queries", "20");
  expect(verified).toMatchObject({
    exit: 0,
    result: {
      pass: true,
      counts: { source: COUNT, target: COUNT },
      recall: { against: "source" },
      filters: [{ against: "source", queries: 20 }],
      filtersNotCompared: [{ untranslated: [{ part: "must[1].match" }] }],
    },
  });
  await docs.delete("7");
  const failed = await migrate("verify", "--queries", "0");
  expect(failed).toMatchObject({ exit: 2, result: { pass: false, examples: { missing: ["7"] } } });

  expect((await migrate("cutover")).result).toMatchObject({ side: "new" });
  expect((await migrate("rollback")).result).toMatchObject({ side: "old" });

  const back = ["--collection", "back", "--from-url", qdrant.url];
  const exported = await migrateCommand("qdrant", "export", ...back, ...to);
  expect(exported.result).toEqual({ exported: COUNT - 1, rejects: [], created: true });
  expect(qdrant.collections.get("back")?.retrieve({ ids: [8], with_payload: true })).toMatchObject([
    { payload: { lang: "en", year: 2008, author: { name: "a8" } } },
  ]);
  const file = join(folder, "out.jsonl");
  expect((await migrateCommand("qdrant", "export", "--file", file, ...to)).result.written).toBe(COUNT - 1);
  expect((await readFile(file, "utf8")).split("\n")).toHaveLength(COUNT);
}, 90_000);

test("points without a vector, with another dimension, zero or NaN are rejected with a reason, and the others are copied", async () => {
  const { stored, migrate, docs, folder } = await openPlace();
  stored.force(101n, {});
  stored.force(102n, [1, 2, 3]);
  stored.force(
    103n,
    Array.from({ length: dimension }, () => 0),
  );
  stored.force(104n, [Number.NaN, ...Array.from({ length: dimension - 1 }, () => 1)]);
  const rejects = join(folder, "rejects.jsonl");
  const run = await migrate("run", "--rejects", rejects);
  expect(run).toMatchObject({ exit: 0, result: { state: "done", inserted: 20, rejected: 4 } });
  const lines = (await readFile(rejects, "utf8")).trim().split("\n");
  expect(lines.map((line) => JSON.parse(line)).map(({ id, code }) => [id, code])).toEqual([
    ["101", "INVALID_VECTOR"],
    ["102", "DIMENSION_MISMATCH"],
    ["103", "INVALID_VECTOR"],
    ["104", "INVALID_VECTOR"],
  ]);
  expect(await docs.count()).toBe(20);
  expect(await migrate("verify")).toMatchObject({ exit: 0, result: { counts: { rejected: 4 } } });
});

test("a wrong key, a missing collection and multi-vectors are reported with a code, and nothing is written", async () => {
  const { qdrant, client, place, migrate, flags } = await openPlace();
  vi.stubEnv("QDRANT_API_KEY", "wrong-key-42");
  const wrong = await octavecProgram(["migrate", "qdrant", "run", ...flags]).ended;
  expect(wrong).toMatchObject({ code: 1, stdout: "" });
  expect(wrong.stderr).toContain("NOT_AUTHORIZED");
  expect(wrong.stderr).not.toContain("wrong-key-42");
  vi.stubEnv("QDRANT_API_KEY", KEY);
  expect(await codeOf(migrate("run", "--collection", "nothing"))).toBe("SOURCE_NOT_FOUND");
  qdrant.create("many", {
    vectors: { size: 2, distance: "Cosine", multivector_config: { comparator: "max_sim" } },
  });
  expect(await codeOf(migrate("plan", "--collection", "many"))).toBe("UNSUPPORTED_SOURCE");
  expect(await client.sendCommand(["KEYS", `*${place.namespace}*`])).toEqual([]);
});

test("a target of another dimension is refused without a change, and the plan warns of it", async () => {
  const { url, docs, migrate } = await openPlace();
  const other = await openCollection(url, { dimension: 4 });
  await other.docs.upsert({ id: "a", vector: Float32Array.of(1, 2, 3, 4) });
  const to = ["--to", `${other.place.namespace}:${other.place.collection}`];
  expect((await migrate("plan", ...to)).result.warnings).toContainEqual(
    expect.stringContaining("would be refused"),
  );
  expect(await codeOf(migrate("run", ...to))).toBe("COLLECTION_MISMATCH");
  expect(await codeOf(migrate("cutover", ...to))).toBe("MIGRATION_CONFLICT");
  expect(await other.docs.count()).toBe(1);
  expect(await docs.count()).toBe(0);
});

test("a run that a failing source interrupted can be continued, and a cutover before its end is refused", async () => {
  const { qdrant, migrate, docs } = await openPlace(COUNT);
  qdrant.meet("points/scroll", ...Array.from({ length: 3 }, () => ({ kind: "slow" as const, delayMs: 0 })), {
    kind: "status",
    status: 400,
    error: "out of order",
  });
  expect(await codeOf(migrate("run", "--batch-size", "200"))).toBe("MIGRATION_INCOMPLETE");
  expect(await codeOf(migrate("cutover"))).toBe("MIGRATION_CONFLICT");
  expect((await migrate("run")).result).toMatchObject({ state: "done", read: COUNT });
  expect(await docs.count()).toBe(COUNT);
});
