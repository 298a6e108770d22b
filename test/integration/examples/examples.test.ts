import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, inject, test } from "vitest";

const ROOT = join(import.meta.dirname, "../../..");
const FOLDER = join(ROOT, "test/examples");
const run = promisify(execFile);

/** Lines of a comment right below a `console.log` are what the example says it prints. */
function promisedLines(source: string): string[] {
  const lines = source.split("\n").map((line) => line.trim());
  return lines.flatMap((line, index) => {
    if (!line.includes("console.log(")) return [];
    const following = lines.slice(index + 1);
    const end = following.findIndex((next) => !next.startsWith("// ") || next.startsWith("// #"));
    return following.slice(0, end).map((comment) => comment.slice("// ".length));
  });
}

describe("the examples of the README", () => {
  for (const name of readdirSync(FOLDER).filter((file) => file.endsWith(".example.ts"))) {
    test(`${name} runs as a program of its own and prints what its comments say`, async () => {
      const file = join(FOLDER, name);
      const { stdout } = await run(process.execPath, ["--import", "tsx", file], {
        cwd: ROOT,
        env: { ...process.env, REDIS_URL: name.startsWith("testing") ? undefined : inject("redisUrl") },
        timeout: 50_000,
      });
      const promised = promisedLines(readFileSync(file, "utf8"));
      expect(promised.length).toBeGreaterThan(0);
      expect(stdout.trimEnd().split("\n")).toEqual(promised);
    });
  }
});
