import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { CalibratedCodec, parseRecord } from "../../../quantization/index.js";
import { openCollection } from "../../helpers/collection.js";
import { octavecProgram } from "../../helpers/octavec-command.js";
import { onEachServer } from "../../helpers/servers.js";
import { Random, topicVectors } from "../../unit/quantization/sample-vectors.js";

const DIMENSION = 64;
const vectors = topicVectors(1_200, DIMENSION, new Random(11));

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "octavec-calibrate-test-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function fileOf(rows: readonly Float32Array[], name: string): string {
  const path = join(folder, name);
  writeFileSync(
    path,
    Buffer.concat(rows.map((row) => Buffer.from(row.buffer, row.byteOffset, row.byteLength))),
  );
  return path;
}

onEachServer(({ url, version }) => {
  it("reads a q8 collection without changing it, prints the report with a note, and writes record and figures", async () => {
    const { client, docs, place } = await openCollection(url, { dimension: DIMENSION });
    await docs.upsertMany(vectors.map((vector, i) => ({ id: String(i), vector })));
    // Only the keys of this test, because other tests write to the server at the same time.
    const contents = async () => {
      const keys = await client.sendCommand(["KEYS", `*${place.namespace}*`]);
      const names = Array.isArray(keys) ? keys.map(String).sort() : [];
      return Promise.all(names.map(async (key) => [key, String(await client.sendCommand(["DUMP", key]))]));
    };
    const before = await contents();
    expect(before.length).toBeGreaterThan(0);
    const [out, json] = [join(folder, `record-${version}.json`), join(folder, `figures-${version}.json`)];
    const name = `${place.namespace}:${place.collection}`;
    const { ended } = octavecProgram([
      "calibrate",
      "--collection",
      name,
      "--url",
      url,
      "--samples",
      "1000",
      "--out",
      out,
      "--json",
      json,
    ]);
    const result = await ended;
    expect(result).toMatchObject({ code: 0 });
    expect(result.stdout).toMatch(/Calibration [0-9a-f]{16} of model .* dimension 64, from 1000 vectors/);
    expect(result.stdout).toContain("keeps Q8 codes, not the vectors themselves");
    expect(result.stderr).toContain("Reading 1000/1000 (100 %)");
    // Not with toEqual, which would print the dumps.
    expect(JSON.stringify(await contents()) === JSON.stringify(before)).toBe(true);

    const record = parseRecord(JSON.parse(readFileSync(out, "utf8")));
    expect(new CalibratedCodec(record).record.samples).toBe(1_000);
    expect(JSON.parse(readFileSync(json, "utf8"))).toMatchObject({ samples: 1_000, scheme: record.scheme });
  });

  it("uses the vectors of an unquantized collection unchanged", async () => {
    const { docs, place } = await openCollection(url, { dimension: DIMENSION, quantization: "none" });
    await docs.upsertMany(vectors.slice(0, 400).map((vector, i) => ({ id: String(i), vector })));
    const { ended } = octavecProgram([
      "calibrate",
      "--collection",
      `${place.namespace}:${place.collection}`,
      "--url",
      url,
    ]);
    const result = await ended;
    expect(result).toMatchObject({ code: 0 });
    expect(result.stdout).toContain("from 400 vectors");
    expect(result.stdout).not.toContain("Q8 codes, not the vectors");
  });
});

describe("a file of vectors", () => {
  it("is calibrated with a report, a record and a model's name", async () => {
    const out = join(folder, "record.json");
    const file = fileOf(vectors, "vectors.f32");
    const result = await octavecProgram([
      "calibrate",
      "--file",
      file,
      "--dimension",
      "64",
      "--model",
      "m1",
      "--out",
      out,
    ]).ended;
    expect(result).toMatchObject({ code: 0 });
    expect(result.stdout).toContain("of model m1, dimension 64, from 1200 vectors");
    expect(JSON.parse(readFileSync(out, "utf8"))).toMatchObject({ model: "m1", samples: 1_200 });
  });

  it("that ends within a vector is refused, and the error names its size", async () => {
    const file = fileOf([...vectors.slice(0, 300), new Float32Array(63)], "cut.f32");
    const result = await octavecProgram(["calibrate", "--file", file, "--dimension", "64"]).ended;
    expect(result).toMatchObject({ code: 1, stdout: "" });
    expect(result.stderr).toContain("which is no multiple of 256, the bytes of a vector");
  });

  it("with too few vectors is refused, and the error names the required number", async () => {
    const file = fileOf(vectors.slice(0, 299), "few.f32");
    const result = await octavecProgram(["calibrate", "--file", file, "--dimension", "64"]).ended;
    expect(result).toMatchObject({ code: 1 });
    expect(result.stderr).toContain("at least 300 vectors, got 299");
  });
});

it("says which collection is missing", async () => {
  const url = inject("redisUrl");
  const result = await octavecProgram(["calibrate", "--collection", "nobody:nothing", "--url", url]).ended;
  expect(result).toMatchObject({ code: 1 });
  expect(result.stderr).toContain("there is no {nobody:nothing}:v");
});

it("stops reading at Ctrl-C, prints no report and ends with 130", async () => {
  // Enough vectors that reading them is not finished when the signal arrives.
  const rows = Array.from({ length: 200 }, () => vectors).flat();
  const { child, ended } = octavecProgram([
    "calibrate",
    "--file",
    fileOf(rows, "long.f32"),
    "--dimension",
    "64",
    "--samples",
    "240000",
  ]);
  child.stderr.once("data", () => child.kill("SIGINT"));
  const result = await ended;
  expect(result).toMatchObject({ code: 130, stdout: "" });
  expect(result.stderr).toContain("stopped by SIGINT");
});
