import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { FAULTS } from "./fault-table.js";

test("every row of the table has a test", () => {
  const programs = readdirSync(import.meta.dirname)
    .filter((name) => name.endsWith(".test.ts"))
    .map((name) => readFileSync(join(import.meta.dirname, name), "utf8"));
  const tested = new Set(
    programs.flatMap((text) => [...text.matchAll(/faultTest\(\s*"(\w+)"/g)].map((match) => match[1])),
  );
  expect([...tested].sort()).toEqual(Object.keys(FAULTS).sort());
});
