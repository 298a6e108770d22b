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

test("ids survive the process in the file, even if its last line is cut off, and removing them empties the file", () => {
  const file = temporaryFile();
  new Spool(10, file).add(["a", "line\nbreak", "a"]);
  appendFileSync(file, '"cut');
  const next = new Spool(10, file);
  expect([...next.first(10).keys()]).toEqual(["a", "line\nbreak"]);
  next.remove(next.first(10));
  expect(next.size).toBe(0);
  expect(readFileSync(file, "utf8")).toBe("");
});

test("ids for which there is no room are returned, and ids that are there already need no room", () => {
  const spool = new Spool(2, undefined);
  expect(spool.add(["a", "b"])).toEqual([]);
  expect(spool.add(["b", "c"])).toEqual(["c"]);
  expect(spool.size).toBe(2);
});

test("an id that is added again before it is removed stays", () => {
  const spool = new Spool(10, undefined);
  spool.add(["a", "b"]);
  const first = spool.first(10);
  spool.add(["a"]);
  spool.remove(first);
  expect([...spool.first(10).keys()]).toEqual(["a"]);
});

test("excluded ids do not count towards the number of ids asked for", () => {
  const spool = new Spool(10, undefined);
  spool.add(["a", "b", "c", "d"]);
  expect([...spool.first(2, (id) => id !== "a").keys()]).toEqual(["b", "c"]);
});
