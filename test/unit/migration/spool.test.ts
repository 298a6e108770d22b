import { appendFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { Spool } from "../../../src/migration/live/spool.js";

function temporaryFile(): string {
  const folder = mkdtempSync(join(tmpdir(), "octavec-spool-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, "spool");
}

test("ids outlive the process in the file, also when its last line was cut, and the file is empty when they are gone", () => {
  const file = temporaryFile();
  new Spool(10, file).add(["a", "line\nbreak", "a"]);
  appendFileSync(file, '"cut');
  const next = new Spool(10, file);
  expect([...next.some(10).keys()]).toEqual(["a", "line\nbreak"]);
  next.remove(next.some(10));
  expect(next.size).toBe(0);
  expect(readFileSync(file, "utf8")).toBe("");
});

test("what there is no room for is said, and what is there already needs none", () => {
  const spool = new Spool(2, undefined);
  expect(spool.add(["a", "b"])).toEqual([]);
  expect(spool.add(["b", "c"])).toEqual(["c"]);
  expect(spool.size).toBe(2);
});

test("an id that was written again while it was being noted stays", () => {
  const spool = new Spool(10, undefined);
  spool.add(["a", "b"]);
  const noted = spool.some(10);
  spool.add(["a"]);
  spool.remove(noted);
  expect([...spool.some(10).keys()]).toEqual(["a"]);
});

test("ids that are held are passed over, not counted", () => {
  const spool = new Spool(10, undefined);
  spool.add(["a", "b", "c", "d"]);
  expect([...spool.some(2, (id) => id !== "a").keys()]).toEqual(["b", "c"]);
});
