import { expect, test } from "vitest";
import type { MigrateSource } from "../../../src/cli/migrate/migrate-flags.js";
import { migrateOptions } from "../../helpers/migrate-command.js";
import { runOctavec } from "../../helpers/run-octavec.js";

const TO = ["--to", "shop:acme:articles"];

test("a run over hashes is parsed with its target and its options", async () => {
  const options = await migrateOptions("redisearch", [
    ...["run", "--prefix", "doc:", "--from-url", "redis://old:6379", ...TO, "--to-url", "redis://new:6379"],
    ...[
      "--quantization",
      "none",
      "--batch-size",
      "100",
      "--rate",
      "5000",
      "--restart",
      "--rejects",
      "r.jsonl",
      "--json",
    ],
  ]);
  expect(options).toMatchObject({
    step: "run",
    source: { kind: "hashes", url: "redis://old:6379", prefix: "doc:", vectorField: undefined },
    target: { url: "redis://new:6379", namespace: "shop:acme", collection: "articles", quantization: "none" },
    name: "default",
    batchSize: 100,
    rate: 5_000,
    restart: true,
    rejectsFile: "r.jsonl",
    dryRun: false,
    json: true,
  });
});

test("the command and its flag determine the kind of source", async () => {
  const kindOf = async (from: MigrateSource, ...flags: string[]) =>
    (await migrateOptions(from, ["plan", ...flags, ...TO]))?.source.kind;
  expect(await kindOf("qdrant", "--collection", "articles")).toBe("qdrant");
  expect(await kindOf("redisearch", "--index", "idx")).toBe("redisearch");
  expect(await kindOf("redisearch", "--prefix", "doc:")).toBe("hashes");
  expect(await kindOf("redisearch", "--file", "a.jsonl")).toBe("jsonl");
  expect(await kindOf("qdrant", "--file", "a.jsonl")).toBe("jsonl");
  expect(await kindOf("hashes", "--prefix", "doc:")).toBe("hashes");
  expect(await kindOf("jsonl", "--file", "a.jsonl")).toBe("jsonl");
});

test.each([
  [["--prefix", "a:", ...TO], /step/],
  [["fly", "--prefix", "a:", ...TO], /one step of plan, .*, got fly/],
  [["run", ...TO], /exactly one of/],
  [["run", "--prefix", "a:", "--file", "b", ...TO], /exactly one of/],
  [["run", "--collection", "a", ...TO], /unknown option .--collection/],
  [["run", "--prefix", "a:"], /--to/],
  [["run", "--prefix", "a:", "--to", "nocolon"], /namespace:name/],
  [["run", "--prefix", "a:", ...TO, "--batch-size", "0"], /--batch-size/],
  [["run", "--prefix", "a:", ...TO, "--quantization", "int4"], /--quantization/],
  [["verify", "--prefix", "a:", ...TO, "--dry-run"], /--dry-run: only with run/],
  [["run", "--prefix", "a:", ...TO, "--no-measure"], /--no-measure: only with plan/],
  [["run", "--prefix", "a:", ...TO, "--filters", "f.json"], /--filters: only with verify/],
  [["verify", "--prefix", "a:", ...TO, "--min-recall", "2"], /--min-recall: expected a number from 0 to 1/],
  [["export", "--index", "a", ...TO], /export: needs --file/],
  [["run", "--prefix", "a:", ...TO, "--vector-type", "INT4"], /--vector-type: expected FLOAT16/],
  [["run", "--index", "a", ...TO, "--ids", "none"], /--ids: expected key, suffix/],
  [["run", "--prefix", "a:", ...TO, "--nonsense"], /nonsense/],
])("%j is refused with what was expected", async (args, message) => {
  await expect(migrateOptions("redisearch", args)).rejects.toThrow(message);
});

test("the flags of an index, of a Qdrant collection and of an export are parsed", async () => {
  expect(
    await migrateOptions("redisearch", ["plan", "--index", "i", "--ids", "suffix", "--vector", "v", ...TO]),
  ).toMatchObject({
    source: { kind: "redisearch", index: "i", id: "suffix", vectorField: "v" },
    measure: true,
  });
  expect(
    await migrateOptions("qdrant", ["export", "--collection", "c", "--id-field", "octavec_id", ...TO]),
  ).toMatchObject({
    step: "export",
    source: { kind: "qdrant", collection: "c", idField: "octavec_id" },
  });
});

test("a flag of another source is refused, and the help of each source names every flag of it", async () => {
  await expect(migrateOptions("qdrant", ["run", "--index", "a", ...TO])).rejects.toThrow(
    /unknown option .--index/,
  );
  for (const from of ["qdrant", "redisearch", "hashes", "jsonl"]) {
    const { code, out } = await runOctavec("migrate", from, "--help");
    expect(code).toBe(0);
    for (const flag of ["--to", "--dry-run", "--restart", "--rejects", "--sample", "--json", "Examples:"]) {
      expect(out).toContain(flag);
    }
  }
});
