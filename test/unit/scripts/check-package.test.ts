import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { checkBundles } from "../../../scripts/checks/bundles.js";
import { checkCleanImports } from "../../../scripts/checks/clean-import.js";
import { checkCommentExamples, readCommentExamples } from "../../../scripts/checks/comment-examples.js";
import { checkConsumerTypes } from "../../../scripts/checks/consumer-types.js";
import { readEntryPoints } from "../../../scripts/checks/entry-points.js";
import { neededPeers } from "../../../scripts/checks/needed-peers.js";
import { checkPackedNames } from "../../../scripts/checks/packed-names.js";
import { checkPackedFiles, installPacked } from "../../../scripts/checks/packed-package.js";
import { checkProgram } from "../../../scripts/checks/packed-program.js";
import { readPrograms } from "../../../scripts/checks/programs.js";
import { checkTypeResolution } from "../../../scripts/checks/type-resolution.js";
import { fakeRepository } from "./fake-repository.js";

const REPOSITORY = resolve(import.meta.dirname, "../../..");

/** A folder where the package `toy` with this code and these types is installed. */
function consumerOf({ code = "", types = "" }): string {
  const exports = { ".": { types: "./index.d.ts", default: "./index.js" } };
  return fakeRepository({
    "node_modules/toy/package.json": JSON.stringify({ name: "toy", type: "module", exports }),
    "node_modules/toy/index.js": code,
    "node_modules/toy/index.d.ts": types,
  });
}

describe("the files of the package", () => {
  const COMPLETE = [
    "package.json",
    "README.md",
    "LICENSE",
    "src/cli/dashboard/page/index.html",
    "src/gateway/config/octavec.schema.json",
    "docker-compose.redis8.yml",
    "dist/src/index.js",
  ];

  const rulesOf = (files: readonly string[], unpackedBytes = 1) =>
    checkPackedFiles(files, unpackedBytes).map(({ rule }) => rule);

  test("are the build, the guides, the pages and the compose file, and no others", () => {
    const more = [
      "dist/quantization/index.d.ts",
      "dist/shared-A1b_2-3.js",
      "src/cache/README.md",
      "quantization/README.md",
    ];
    expect(rulesOf([...COMPLETE, ...more])).toEqual([]);
    const foreign = [".env", "dist/test/x.js", "dist/src/index.js.map", "src/index.ts"];
    expect(rulesOf([...COMPLETE.slice(0, -2), ...foreign])).toEqual([
      "the package lacks docker-compose.redis8.yml",
      ...foreign.map((file) => `the package contains ${file}`),
    ]);
  });

  test("are at most 220 with at most 3,300,000 bytes", () => {
    const chunks = (count: number) => Array.from({ length: count }, (_, at) => `dist/shared-${at}.js`);
    expect(rulesOf([...COMPLETE, ...chunks(213)], 3_300_000)).toEqual([]);
    expect(rulesOf([...COMPLETE, ...chunks(214)], 3_300_001)).toEqual([
      "the package has 221 files, more than 220",
      "the package has 3300001 bytes, more than 3300000",
    ]);
  });

  test("are installed together with the declared dependencies, the frameworks of adapters, and no other packages", () => {
    const root = fakeRepository({
      "package.json": JSON.stringify({
        name: "toy",
        dependencies: { "@scope/needed": "1" },
        devDependencies: { other: "1" },
      }),
      "node_modules/@scope/needed/index.js": "",
      "node_modules/other/index.js": "",
      "node_modules/@scope/framework/index.js": "",
      "package/index.js": "",
    });
    execFileSync("tar", ["-czf", "toy.tgz", "package"], { cwd: root });
    const consumer = join(root, "consumer");
    installPacked(root, join(root, "toy.tgz"), consumer, ["@scope/framework"]);
    const has = (path: string) => existsSync(join(consumer, "node_modules", path));
    expect([has("toy/index.js"), has("@scope/needed/index.js"), has("other")]).toEqual([true, true, false]);
    expect(has("@scope/framework/index.js")).toBe(true);
  });

  test("need a framework at once only where an adapter extends its classes", () => {
    const { entryPoints } = readEntryPoints(REPOSITORY);
    const needed = new Map(entryPoints.map((one) => [one.specifier, neededPeers(REPOSITORY, one)]));
    expect(needed.get("octavec/mastra")).toEqual(["@mastra/core"]);
    expect(needed.get("octavec/migration")).toEqual([]);
    expect(needed.get("octavec")).toEqual([]);
  });
});

describe("what the package names", () => {
  function rulesOf(files: Readonly<Record<string, string>>): string[] {
    return checkPackedNames(fakeRepository(files), Object.keys(files)).map(({ rule }) => rule);
  }

  test("links, messages and doc comments that lead to files of the package are right", () => {
    expect(
      rulesOf({
        "README.md": "See [a guide](src/cache/README.md#limits) and [a site](https://example.com/x.md).\n",
        "src/cache/README.md": "# Cache\n\n## Limits\n\n[Back](../../README.md)\n",
        "compose.redis8.yml": "",
        "dist/index.js":
          'throw new Error("Start node_modules/octavec/compose.redis8.yml, or https://example.com/y.md");\n',
        "dist/index.d.ts": "/** src/cache/README.md has a table. */\n",
      }),
    ).toEqual([]);
  });

  test("a link, a message, a doc comment and a source map that lead nowhere are reported", () => {
    expect(
      rulesOf({
        "README.md": "[Tests](test/README.md), [limits](guide.md#limits), [code](src/index.ts)\n",
        "guide.md": "# Guide\n",
        "dist/index.js": "throw new Error(`Start compose.yml`);\n//# sourceMappingURL=index.js.map\n",
        "dist/index.d.ts": "/** See cache/README.md. */\n",
      }),
    ).toEqual([
      "in the package: there is no test/README.md",
      "in the package: guide.md has no heading #limits",
      "in the package: there is no src/index.ts",
      "in the package: compose.yml is named, but not there",
      "in the package: a source map is named",
      "in the package: cache/README.md is named, but not there",
    ]);
  });
});

describe("a program of the package", () => {
  /** Where a program with this code is installed. */
  const consumerWith = (code: string) =>
    fakeRepository({
      "node_modules/toy/package.json": JSON.stringify({
        name: "toy",
        type: "module",
        bin: { toy: "./toy.js" },
      }),
      "node_modules/toy/toy.js": code,
    });
  const rulesOf = (code: string) =>
    checkProgram(consumerWith(code), { packageName: "toy", name: "toy" }, [
      { args: ["--help"], code: 0, says: /^toy COMMAND/ },
    ]).map(({ rule }) => rule);

  test("starts by its link as npx starts it, and says what it should", () => {
    expect(rulesOf('#!/usr/bin/env node\nconsole.log("toy COMMAND", process.argv[2]);')).toEqual([]);
  });

  test.each([
    ["fails", '#!/usr/bin/env node\nimport "not-there";', /`toy --help` ended with 1: .*not-there/s],
    ["says something else", '#!/usr/bin/env node\nconsole.log("hm");', /`toy --help` ended with 0: hm/],
    [
      "ends with another code",
      '#!/usr/bin/env node\nconsole.log("toy COMMAND");process.exit(3);',
      /ended with 3/,
    ],
  ])("that %s is reported with what happened", (_, code, rule) => {
    expect(rulesOf(code)).toEqual([expect.stringMatching(rule)]);
  });

  test("is built from the source at the same path; any other file is a problem", () => {
    const bin = { toy: "./dist/src/cli/toy.js", lost: "./dist/src/lost.js", script: "./toy.sh" };
    const root = fakeRepository({
      "package.json": JSON.stringify({ name: "toy", bin }, undefined, 2),
      "src/cli/toy.ts": "",
    });
    const { programs, problems } = readPrograms(root);
    expect(programs).toEqual([{ name: "toy", source: "src/cli/toy.ts" }]);
    expect(problems.map(({ line, rule }) => [line, rule])).toEqual([
      [5, 'bin "lost": ./dist/src/lost.js is not built from a source file'],
      [6, 'bin "script": ./toy.sh is not built from a source file'],
    ]);
  });
});

describe("loading an entry point", () => {
  const rulesOf = (code: string) => checkCleanImports(consumerOf({ code }), ["toy"]).map(({ rule }) => rule);

  test("a module that only defines functions passes", () => {
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
    expect(rulesOf(code)).toEqual([
      expect.stringContaining(`import "toy": ${rule}`),
      expect.stringContaining(`require "toy": ${rule}`),
    ]);
  });

  test("a top-level await is reported, because CommonJS cannot load the module", () => {
    expect(rulesOf("export const ready = await Promise.resolve(true);")).toEqual([
      expect.stringContaining('require "toy": failed: Error [ERR_REQUIRE_ASYNC_MODULE]'),
    ]);
  });
});

describe("bundling an entry point", { timeout: 60_000 }, () => {
  const rulesOf = async (code: string) =>
    (await checkBundles(consumerOf({ code }), ["toy"])).problems.map(({ rule }) => rule);

  test("an absent optional package is accepted if its import is inside try", async () => {
    const code = `export async function load() {
      try { return await import("not-installed"); } catch { return undefined; }
    }`;
    expect(await rulesOf(code)).toEqual([]);
  });

  test("an import that the bundler cannot resolve is reported for both formats", async () => {
    expect(await rulesOf('export const load = () => import("not-installed");')).toEqual([
      '"toy" bundled as esm: Could not resolve "not-installed"',
      '"toy" bundled as cjs: Could not resolve "not-installed"',
    ]);
  });

  test("a module that fails when it is loaded from its bundle is reported", async () => {
    const code =
      'import { readFileSync } from "node:fs"; export const text = readFileSync(new URL("data.txt", import.meta.url));';
    expect(await rulesOf(code)).toEqual([
      expect.stringMatching(/^"toy" bundled as esm: Error: ENOENT/),
      expect.stringMatching(/^"toy" bundled as cjs: TypeError.*Invalid URL/),
    ]);
  });
});

describe("resolution of types", { timeout: 60_000 }, () => {
  const CODE = "export const one = 1;\n";
  const TYPES = "export declare const one: number;\n";

  async function rulesOf(exports: object, files: Readonly<Record<string, string>>): Promise<string[]> {
    const root = fakeRepository({
      "package/package.json": JSON.stringify({ name: "toy", version: "1.0.0", type: "module", exports }),
      ...files,
    });
    execFileSync("tar", ["-czf", "toy.tgz", "package"], { cwd: root });
    const problems = await checkTypeResolution(new Uint8Array(readFileSync(join(root, "toy.tgz"))));
    return problems.map(({ rule }) => rule);
  }

  test("an ES module with declarations of an ES module passes", async () => {
    const exports = { ".": { types: "./index.d.ts", default: "./index.js" } };
    expect(await rulesOf(exports, { "package/index.js": CODE, "package/index.d.ts": TYPES })).toEqual([]);
  });

  test("an ES module with declarations of CommonJS is reported", async () => {
    const exports = { ".": { types: "./index.d.cts", default: "./index.js" } };
    expect(await rulesOf(exports, { "package/index.js": CODE, "package/index.d.cts": TYPES })).toContainEqual(
      expect.stringContaining("types: FalseCJS"),
    );
  });
});

describe("examples of doc comments", { timeout: 60_000 }, () => {
  const TYPES = "export declare function count(text: string): number;\n";
  const SOURCE = [
    "/** The first has none. */",
    "export const none = 1;",
    "/**",
    " * Counts letters.",
    " *",
    " * @example",
    ' * import { count } from "toy";',
    " *",
    ' * const letters: number = count("abc");',
    " * if (letters > 3) {",
    "EXTRA",
    " * }",
    " * @throws nothing.",
    " */",
    "export function count() {}",
  ];

  async function problemsOf(extra: string) {
    const root = fakeRepository({ "src/count.ts": SOURCE.join("\n").replace("EXTRA", extra) });
    const consumer = consumerOf({ types: TYPES });
    mkdirSync(join(consumer, "node_modules/@types"));
    symlinkSync(
      join(REPOSITORY, "node_modules/@types/node"),
      join(consumer, "node_modules/@types/node"),
      "dir",
    );
    const examples = readCommentExamples(root);
    expect(examples).toHaveLength(1);
    const compiler = join(REPOSITORY, "node_modules/typescript/bin/tsc");
    return checkCommentExamples(consumer, compiler, examples);
  }

  test("compile against the installed package, whose names they import", async () => {
    expect(await problemsOf(" *   console.log(client, letters);")).toEqual([]);
  });

  test("are reported with their place in the source where they do not", async () => {
    expect(await problemsOf(" *   count(letters);")).toEqual([
      expect.objectContaining({
        file: "src/count.ts",
        line: 11,
        rule: expect.stringMatching(/^an @example does not compile: error TS2345/),
      }),
    ]);
  });
});

// Each test compiles three times, which takes seconds on a busy machine.
describe("types of an entry point", { timeout: 60_000 }, () => {
  async function rulesOf(types: string): Promise<string[]> {
    const consumer = consumerOf({ types });
    mkdirSync(join(consumer, "node_modules/@types"));
    symlinkSync(
      join(REPOSITORY, "node_modules/@types/node"),
      join(consumer, "node_modules/@types/node"),
      "dir",
    );
    const compiler = join(REPOSITORY, "node_modules/typescript/bin/tsc");
    const from = { consumer, packageName: "toy", specifiers: ["toy"], compiler, version: "7" };
    return (await checkConsumerTypes(from)).map(({ rule }) => rule);
  }

  test("declarations that stand on their own compile for Node, its CommonJS and bundlers", async () => {
    expect(await rulesOf("export declare function read(): Buffer;\n")).toEqual([]);
  });

  test("a type of a package that the user does not have is reported for each way to compile", async () => {
    expect(await rulesOf('export type { Container } from "not-installed";\n')).toEqual([
      expect.stringMatching(/^types for a user of TypeScript 7 with node16 resolution: .*'not-installed'/),
      expect.stringMatching(/^types for a user of TypeScript 7 with nodenext resolution: .*'not-installed'/),
      expect.stringMatching(/^types for a user of TypeScript 7 with bundler resolution: .*'not-installed'/),
    ]);
  });
});
