import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, inject, onTestFinished, test } from "vitest";
import { openCollection } from "../../helpers/collection.js";
import { fillHashes, hashRecords } from "../../helpers/hash-records.js";
import { migrateCommand, migrateProgram } from "../../helpers/migrate-command.js";
import { codeOf } from "../../helpers/outcome.js";
import { uniquePrefix } from "../../helpers/unique-prefix.js";

const dimension = 16;

async function openPlace(count: number) {
  const url = inject("redisUrl");
  const { client, docs, place } = await openCollection(url, { dimension });
  const prefix = `${uniquePrefix("script")}:`;
  await fillHashes(client, prefix, hashRecords(count, dimension));
  const to = `${place.namespace}:${place.collection}`;
  const source = ["--prefix", prefix, "--from-url", url];
  const migrate = (...flags: string[]) =>
    migrateCommand("redisearch", ...source, "--to", to, "--to-url", url, ...flags);
  return { url, client, docs, place, prefix, to, migrate };
}

test("plan and dry run write nothing; run, verify, cutover and rollback work", async () => {
  const { client, docs, place, prefix, migrate } = await openPlace(300);
  await fillHashes(client, prefix, [{ id: "zero", vector: new Float32Array(dimension) }]);
  const plan = await migrate("plan");
  expect(plan).toMatchObject({ exit: 0, result: { source: { dimension, metric: "none" } } });
  expect(plan.result.memory.basis).toBe("measured");
  const planned = await migrate("plan", "--no-measure");
  expect(planned.result.memory.basis).toBe("formula");
  const unreachable = await migrate("plan", "--to-url", "redis://127.0.0.1:1");
  expect(unreachable.result.warnings).toContainEqual(expect.stringContaining("CONNECTION_FAILED"));
  const dry = await migrate("run", "--dry-run");
  expect(dry.result).toMatchObject({
    read: 301,
    accepted: 300,
    rejected: 1,
    rejects: [{ id: "zero", code: "INVALID_VECTOR" }],
  });
  expect(await client.sendCommand(["KEYS", `*${place.namespace}*`])).toEqual([]);

  expect(await codeOf(migrate("cutover"))).toBe("MIGRATION_CONFLICT");
  const folder = await mkdtemp(join(tmpdir(), "octavec-migration-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const rejects = join(folder, "rejects.jsonl");
  const run = await migrate("run", "--batch-size", "100", "--rejects", rejects);
  expect(run).toMatchObject({ exit: 0, result: { state: "done", read: 301, inserted: 300, rejected: 1 } });
  expect(await readFile(rejects, "utf8")).toContain('"id":"zero"');

  expect(await migrate("verify", "--queries", "10")).toMatchObject({ exit: 0, result: { pass: true } });
  await docs.delete("id-7");
  const failed = await migrate("verify", "--queries", "0");
  expect(failed).toMatchObject({ exit: 2, result: { pass: false, examples: { missing: ["id-7"] } } });

  expect((await migrate("cutover")).result).toMatchObject({ side: "new" });
  expect((await migrate("rollback")).result).toMatchObject({ side: "old" });
});

test("the program prints text, exits with 1 for wrong flags, and reports a missing file or another dimension with its code", async () => {
  const { url, prefix, to } = await openPlace(20);
  const folder = await mkdtemp(join(tmpdir(), "octavec-migration-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, "in.jsonl");
  await writeFile(file, `{"id":"a","vector":[1,2,3]}\n`);
  const target = ["--to", to, "--to-url", url];
  const [run, usage] = await Promise.all([
    migrateProgram("redisearch", ["run", "--prefix", prefix, "--from-url", url, ...target]).ended,
    migrateProgram("qdrant", ["run", ...target]).ended,
  ]);
  expect(run.stderr).toBe("");
  expect(run).toMatchObject({ code: 0 });
  expect(run.stdout).toContain("inserted: 20");
  expect(usage).toMatchObject({ code: 1, stdout: "" });
  expect(usage.stderr).toContain("--collection");
  const none = join(folder, "none.jsonl");
  expect(await codeOf(migrateCommand("qdrant", "plan", "--file", none, ...target))).toBe("SOURCE_NOT_FOUND");
  // The collection exists with another dimension.
  expect(await codeOf(migrateCommand("qdrant", "run", "--file", file, ...target, "--name", "other"))).toBe(
    "COLLECTION_MISMATCH",
  );
});
