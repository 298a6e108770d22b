import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { checkCleanImports } from "../../../scripts/checks/clean-import.js";
import { checkConsumerTypes } from "../../../scripts/checks/consumer-types.js";
import { checkPackedFiles, installPacked } from "../../../scripts/checks/packed-package.js";
import { fakeRepository } from "./fake-repository.js";

const REPOSITORY = resolve(import.meta.dirname, "../../..");

/** A folder in which the package `toy` with this code and these types is installed. */
function consumerOf({ code = "", types = "" }): string {
  const exports = { ".": { types: "./index.d.ts", default: "./index.js" } };
  return fakeRepository({
    "node_modules/toy/package.json": JSON.stringify({ name: "toy", type: "module", exports }),
    "node_modules/toy/index.js": code,
    "node_modules/toy/index.d.ts": types,
  });
}

describe("what the package holds", () => {
  const COMPLETE = ["package.json", "README.md", "LICENSE", "docker-compose.redis8.yml", "dist/src/index.js"];

  test("the build, the pages and the compose file are all that belongs in it", () => {
    expect(checkPackedFiles([...COMPLETE, "dist/quantization/index.d.ts"])).toEqual([]);
    const rules = checkPackedFiles([...COMPLETE.slice(0, -2), ".env", "dist/test/x.js", "src/index.ts"]).map(
      ({ rule }) => rule,
    );
    expect(rules).toEqual([
      "the package lacks docker-compose.redis8.yml",
      "the package holds .env",
      "the package holds dist/test/x.js",
      "the package holds src/index.ts",
    ]);
  });

  test("an installed package has its declared dependencies beside it and no other", () => {
    const root = fakeRepository({
      "package.json": JSON.stringify({
        name: "toy",
        dependencies: { "@scope/needed": "1" },
        devDependencies: { other: "1" },
      }),
      "node_modules/@scope/needed/index.js": "",
      "node_modules/other/index.js": "",
      "package/index.js": "",
    });
    execFileSync("tar", ["-czf", "toy.tgz", "package"], { cwd: root });
    const consumer = join(root, "consumer");
    installPacked(root, join(root, "toy.tgz"), consumer);
    const has = (path: string) => existsSync(join(consumer, "node_modules", path));
    expect([has("toy/index.js"), has("@scope/needed/index.js"), has("other")]).toEqual([true, true, false]);
  });
});

describe("importing an entry point", () => {
  const rulesOf = (code: string) => checkCleanImports(consumerOf({ code }), ["toy"]).map(({ rule }) => rule);

  test("a module that only defines things is clean", () => {
    expect(
      rulesOf('import { readFile } from "node:fs/promises"; export const read = () => readFile("x");'),
    ).toEqual([]);
  });

  test.each([
    ["a timer", "setInterval(() => {}, 1000);", "left handles behind: Timeout"],
    [
      "a server",
      'import { createServer } from "node:net"; createServer().listen(0, "127.0.0.1");',
      "left handles behind: TCPServerWrap",
    ],
    ["a listener on the process", 'process.on("exit", () => {});', "left listeners behind: exit"],
    ["a line on stdout", 'console.log("hello");', 'printed "hello"'],
    ["a warning", 'console.warn("careful");', 'printed "careful"'],
    ["an undeclared package", 'import "not-installed";', "failed: Error [ERR_MODULE_NOT_FOUND]"],
  ])("%s is reported", (_what, code, rule) => {
    expect(rulesOf(code)).toEqual([expect.stringContaining(`import "toy": ${rule}`)]);
  });
});

// Each compiles twice, which takes seconds on a busy machine.
describe("types of an entry point", { timeout: 60_000 }, () => {
  function rulesOf(types: string): string[] {
    const consumer = consumerOf({ types });
    mkdirSync(join(consumer, "node_modules/@types"));
    symlinkSync(
      join(REPOSITORY, "node_modules/@types/node"),
      join(consumer, "node_modules/@types/node"),
      "dir",
    );
    return checkConsumerTypes(REPOSITORY, consumer, "toy", ["toy"]).map(({ rule }) => rule);
  }

  test("declarations that stand on their own compile for Node and for bundlers", () => {
    expect(rulesOf("export declare function read(): Buffer;\n")).toEqual([]);
  });

  test("a type of a package that the user does not have is reported for both", () => {
    expect(rulesOf('export type { Container } from "not-installed";\n')).toEqual([
      expect.stringMatching(/^types for a user with nodenext resolution: .*'not-installed'/),
      expect.stringMatching(/^types for a user with bundler resolution: .*'not-installed'/),
    ]);
  });
});
