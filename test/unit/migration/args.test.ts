import { expect, test } from "vitest";
import { HELP, parseMigrateArgs } from "../../../scripts/migrate/args.js";

const TO = ["--to", "shop:acme:articles"];

test("a run over hashes is parsed with its target and its options", () => {
  const options = parseMigrateArgs("redisearch", [
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
    command: "run",
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

test("a flag determines the kind of source", () => {
  const kindOf = (from: "qdrant" | "redisearch", ...flags: string[]) => {
    const options = parseMigrateArgs(from, ["plan", ...flags, ...TO]);
    return options === "help" ? options : options.source.kind;
  };
  expect(kindOf("qdrant", "--collection", "articles")).toBe("qdrant");
  expect(kindOf("redisearch", "--index", "idx")).toBe("redisearch");
  expect(kindOf("redisearch", "--file", "a.jsonl")).toBe("jsonl");
  expect(kindOf("qdrant", "--file", "a.jsonl")).toBe("jsonl");
});

test.each([
  [["--prefix", "a:", ...TO], /one command/],
  [["fly", "--prefix", "a:", ...TO], /one command/],
  [["run", ...TO], /exactly one of/],
  [["run", "--prefix", "a:", "--file", "b", ...TO], /exactly one of/],
  [["run", "--collection", "a", ...TO], /only with migrate:qdrant/],
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
])("%j is refused with what was expected", (args, message) => {
  expect(() => parseMigrateArgs("redisearch", args)).toThrow(message);
});

test("the flags of an index, of a Qdrant collection and of an export are parsed", () => {
  expect(
    parseMigrateArgs("redisearch", ["plan", "--index", "i", "--ids", "suffix", "--vector", "v", ...TO]),
  ).toMatchObject({
    source: { kind: "redisearch", index: "i", id: "suffix", vectorField: "v" },
    measure: true,
  });
  expect(
    parseMigrateArgs("qdrant", ["export", "--collection", "c", "--id-field", "octavec_id", ...TO]),
  ).toMatchObject({
    command: "export",
    source: { kind: "qdrant", collection: "c", idField: "octavec_id" },
  });
});

test("the flags of RediSearch are refused for Qdrant, and help names every flag", () => {
  expect(() => parseMigrateArgs("qdrant", ["run", "--index", "a", ...TO])).toThrow(/migrate:redisearch/);
  expect(parseMigrateArgs("qdrant", ["--help"])).toBe("help");
  for (const text of Object.values(HELP)) {
    for (const flag of ["--to", "--dry-run", "--restart", "--rejects", "--sample", "--json", "--file"]) {
      expect(text).toContain(flag);
    }
  }
});
