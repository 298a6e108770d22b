import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { compareRuns } from "../../../scripts/bench/compare/index.js";

const ratio = (median: number, spread: number) => ({ median, min: median - spread, max: median + spread });

/** Compares two runs. @returns the answer and what was printed. */
async function compare(before: object, after: object) {
  const folder = mkdtempSync(join(tmpdir(), "octavec-compare-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const files = Object.entries({ before, after }).map(([name, run]) => {
    const file = join(folder, `${name}.json`);
    writeFileSync(file, JSON.stringify(run));
    return file;
  });
  const log = vi.spyOn(console, "log").mockImplementation(() => {});
  const isFine = await compareRuns(files, folder);
  const plot = readFileSync(join(folder, "compare.svg"), "utf8");
  return { isFine, plot, printed: log.mock.calls.flat().join("\n") };
}

test("a figure that left the spread of both runs is slower, and the comparison fails", async () => {
  const { isFine, printed, plot } = await compare(
    { search: { one: ratio(0.9, 0.02) }, cache: { hit: ratio(0.5, 0.05) } },
    { search: { one: ratio(0.8, 0.02) }, cache: { hit: ratio(0.6, 0.02) } },
  );
  expect(isFine).toBe(false);
  expect(printed).toMatch(/search\.one .*-11\.1 % +slower/);
  expect(printed).toMatch(/cache\.hit .*20\.0 % +faster/);
  expect(plot).toContain("<svg");
});

test("a median that stays within the rounds of the other run is noise", async () => {
  const { isFine, printed } = await compare(
    { search: { one: ratio(0.9, 0.2), callers: [ratio(1, 0.1)] } },
    { search: { one: ratio(0.8, 0.05), callers: [ratio(1, 0.1)] } },
  );
  expect(isFine).toBe(true);
  expect(printed).toContain("0 of 2 figures are slower");
});

test("figures that only one run has are left out, and two runs with nothing in common are refused", async () => {
  const { printed } = await compare({ a: ratio(1, 0), b: ratio(1, 0) }, { a: ratio(1, 0), c: ratio(1, 0) });
  expect(printed).toContain("0 of 1 figures");
  await expect(compare({ a: ratio(1, 0) }, { c: { p50: 1 } })).rejects.toThrow("no figure with a spread");
});
