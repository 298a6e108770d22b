import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "../../..");
const CHECKS = join(ROOT, "src/doctor/checks");

test("the guide to the program lists the findings that the checks of the doctor have, and no others", () => {
  const source = readdirSync(CHECKS)
    .map((file) => readFileSync(join(CHECKS, file), "utf8"))
    .join("\n");
  const made = [...source.matchAll(/(?:\bid: |\bfound\()"([\w-]+)"/g)].map(([, id]) => id);
  const guide = readFileSync(join(ROOT, "src/cli/README.md"), "utf8");
  const section = guide.slice(guide.indexOf("\n## doctor"), guide.indexOf("\nThe same from a program"));
  const listed = [...section.matchAll(/^\| `([\w-]+)` \|/gm)].map(([, id]) => id);
  expect(listed.sort()).toEqual([...new Set(made)].sort());
});
