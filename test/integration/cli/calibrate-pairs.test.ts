import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { seededRandom } from "../../../scripts/bench/random.js";
import { octavecProgram } from "../../helpers/octavec-command.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "octavec-calibrate-pairs-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function fileOf(rows: readonly unknown[], name: string): string {
  const path = join(folder, name);
  writeFileSync(path, rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
  return path;
}

/** Pairs that are right if their similarity is at least 0.8, and otherwise in half of all cases. */
function similarities(count: number) {
  const random = seededRandom(9);
  return Array.from({ length: count }, () => {
    const similarity = 0.6 + 0.4 * random();
    return { similarity, same: similarity > 0.8 || random() < 0.5 };
  });
}

it("chooses a threshold, draws it and writes the figures; after Ctrl-C it stops embedding with exit code 130 and no file", async () => {
  const pairs = fileOf(similarities(800), "similarities.jsonl");
  const [plot, json] = [join(folder, "threshold.svg"), join(folder, "threshold.json")];
  const texts = Array.from({ length: 200 }, (_, at) => ({
    a: `What is ${at} times two`,
    b: "?",
    same: false,
  }));
  const long = octavecProgram([
    "calibrate",
    "threshold",
    "--pairs",
    fileOf(texts, "texts.jsonl"),
    "--json",
    join(folder, "stopped.json"),
  ]);
  long.child.stderr.once("data", () => long.child.kill("SIGINT"));
  const chosen = await octavecProgram([
    "calibrate",
    "threshold",
    "--pairs",
    pairs,
    "--target",
    "0.97",
    "--plot",
    plot,
    "--json",
    json,
  ]).ended;

  expect(chosen).toMatchObject({ code: 0, stderr: "" });
  expect(chosen.stdout).toMatch(/0\.\d{5} .* <- chosen/);
  const figures = JSON.parse(readFileSync(json, "utf8"));
  expect(figures.chosen.threshold).toBeGreaterThan(0.77);
  expect(figures.chosen.threshold).toBeLessThan(0.81);
  expect(figures).toMatchObject({ pairs: 800, targetPrecision: 0.97 });
  expect(readFileSync(plot, "utf8")).toMatch(/^<svg[\s\S]*hit rate[\s\S]*<\/svg>\s*$/);

  const interrupted = await long.ended;
  expect(interrupted).toMatchObject({ code: 130, stdout: "" });
  expect(interrupted.stderr).toContain("stopped by SIGINT");
  expect(readdirSync(folder).filter((name) => name.startsWith("stopped"))).toEqual([]);
});
