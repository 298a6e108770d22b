import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { checkApi } from "../../../scripts/checks/api.js";
import { apiReports } from "../../../scripts/checks/api-report.js";
import { fakeRepository } from "./fake-repository.js";

const entry = (source: string) => ({
  types: `./dist/${source}.d.ts`,
  default: `./dist/${source}.js`,
});

/** The report of one entry point `src/index` whose emitted declarations are these files. */
function reportOf(declarations: Record<string, string>): string {
  const root = fakeRepository(declarations);
  const entryPoint = { specifier: "octavec", name: "index", source: "src/index.ts" };
  return apiReports(root, [entryPoint]).get("octavec") ?? "";
}

describe("the report of an entry point", () => {
  test("names come first with their kinds, then signatures without comments and private members", () => {
    const report = reportOf({
      "src/index.d.ts": 'export { Pool, open, type Options } from "./pool.js";\n',
      "src/pool.d.ts": `
/** Open one. */
export declare function open(url: string): Pool;
export declare function open(options: Options): Pool;
export interface Options {
    /** Default 8. */
    size?: number; // connections
}
export declare class Pool {
    #private;
    private leases: { /** Taken. */ a: 1 };
    /** How many. */
    readonly size: number;
    private constructor();
    private grow;
    protected drain(): void;
}
`,
    });
    expect(
      report,
    ).toBe(`octavec: 3 names. Written by \`npm run check:api -- --update\`; a change here is a change for users.

interface Options
class Pool
function open

export interface Options {
    size?: number;
}

export declare class Pool {
    readonly size: number;
    private constructor();
    protected drain(): void;
}

export declare function open(url: string): Pool;
export declare function open(options: Options): Pool;
`);
  });

  test("a renamed export, a default export and a name of another package are distinguished", () => {
    const report = reportOf({
      "src/index.d.ts":
        'import { Inner } from "./inner.js";\nexport { Inner as Outer };\nexport { z } from "zod";\ndeclare const _default: 1;\nexport default _default;\n',
      "src/inner.d.ts": "export interface Inner {}\n",
    });
    expect(report).toContain("\ninterface Outer\nconst default\nfrom zod z\n");
    expect(report).toContain("Outer:\nexport interface Inner {}");
    expect(report).toContain('export { z } from "zod";');
  });

  test("a namespace that is exported by name shows each of its members", () => {
    const report = reportOf({
      "src/index.d.ts":
        'import * as f from "./filter.js";\nexport { f };\nexport * as g from "./filter.js";\n',
      "src/filter.d.ts": "export declare function eq(field: string): string;\n",
    });
    expect(report).toContain("\nfunction f.eq\nfunction g.eq\n");
  });

  test("`export *` inside a room is followed, but not for the default export", () => {
    const report = reportOf({
      "src/index.d.ts": 'export { deep } from "./middle.js";\nexport * from "./other.js";\n',
      "src/middle.d.ts": 'export * from "./deep.js";\n',
      "src/deep.d.ts": "export declare const deep: 1;\n",
      "src/other.d.ts":
        "export declare const other: 2;\ndeclare const _default: 3;\nexport default _default;\n",
    });
    expect(report).toContain(" 2 names.");
    expect(report).toContain("\nconst deep\nconst other\n");
  });

  test("types that a signature uses directly or indirectly are shown even if they are not exported", () => {
    const report = reportOf({
      "src/index.d.ts": 'export { open } from "./pool.js";\n',
      "src/pool.d.ts": `
import type { Options } from "./options.js";
interface Unrelated {}
export declare function open(options: Options): typeof import("./pool-size.js").SIZE;
`,
      "src/options.d.ts":
        "export interface Base { url: string }\nexport interface Options extends Base {}\nexport interface Unused {}\n",
      "src/pool-size.d.ts": "export declare const SIZE: 8;\n",
    });
    const [, hidden] = report.split("Not exported, but part of the signatures above:");
    expect(hidden).toContain("interface Base { url: string }");
    expect(hidden).toContain("interface Options extends Base {}");
    expect(hidden).toContain("const SIZE: 8");
    expect(hidden).not.toMatch(/Unused|Unrelated/);
  });

  test("a name that another entry point exports is only listed with that entry point", () => {
    const root = fakeRepository({
      "src/index.d.ts": 'export { Pool } from "./pool.js";\n',
      "src/pool.d.ts": "export declare class Pool {}\n",
      "src/testing/index.d.ts":
        'import type { Pool } from "../pool.js";\nexport declare function start(): Pool;\n',
    });
    const reports = apiReports(root, [
      { specifier: "octavec", name: "index", source: "src/index.ts" },
      { specifier: "octavec/testing", name: "testing", source: "src/testing/index.ts" },
    ]);
    expect(reports.get("octavec/testing")).toContain("\nExported elsewhere: Pool (octavec)\n");
    expect(reports.get("octavec/testing")).not.toContain("class Pool");
  });
});

describe("the snapshots", () => {
  const FILES = {
    "package.json": JSON.stringify({ name: "octavec", exports: { ".": entry("src/index") } }, null, 2),
    "src/index.ts": "",
    "emitted/src/index.d.ts": "export declare const a: 1;\n",
  };
  const check = (root: string, update = false) => checkApi(root, join(root, "emitted"), update);

  test("a new entry point has no snapshot until --update writes one", () => {
    const root = fakeRepository(FILES);
    expect(check(root).problems.map(({ rule }) => rule)).toEqual(["no snapshot of octavec yet"]);
    expect(existsSync(join(root, "test/api/index.txt"))).toBe(false);
    expect(check(root, true).problems).toEqual([]);
    expect(check(root).problems).toEqual([]);
    expect(readFileSync(join(root, "test/api/index.txt"), "utf8")).toContain("const a: 1;");
  });

  test("a changed signature fails with a diff, and the message says how to accept it", () => {
    const root = fakeRepository(FILES);
    check(root, true);
    writeFileSync(join(root, "emitted/src/index.d.ts"), "export declare const a: 2;\n");
    const { problems, diffs } = check(root);
    expect(problems).toEqual([
      {
        file: "test/api/index.txt",
        line: 1,
        rule: "the public names of octavec changed",
        fix: expect.stringContaining("npm run check:api -- --update"),
      },
    ]);
    expect(diffs.join()).toContain("-export declare const a: 1;\n+export declare const a: 2;\n");
  });

  test("a changed comment does not change the report", () => {
    const root = fakeRepository(FILES);
    check(root, true);
    writeFileSync(join(root, "emitted/src/index.d.ts"), "/** One. */\nexport declare const a: 1;\n");
    expect(check(root).problems).toEqual([]);
  });

  test("the snapshot of a removed entry point fails until --update removes it", () => {
    const root = fakeRepository({ ...FILES, "test/api/gone.txt": "octavec/gone: 0 names." });
    check(root, true);
    expect(existsSync(join(root, "test/api/gone.txt"))).toBe(false);
    writeFileSync(join(root, "test/api/gone.txt"), "octavec/gone: 0 names.");
    expect(check(root).problems.map(({ file }) => file)).toEqual(["test/api/gone.txt"]);
  });

  test("an entry point without its source is an error in package.json, and --update keeps its snapshot", () => {
    const root = fakeRepository(FILES);
    check(root, true);
    rmSync(join(root, "src/index.ts"));
    expect(check(root, true).problems).toEqual([
      {
        file: "package.json",
        line: 4,
        rule: 'exports ".": there is no src/index.ts',
        fix: expect.stringContaining("add src/index.ts"),
      },
    ]);
    expect(existsSync(join(root, "test/api/index.txt"))).toBe(true);
  });

  test.each([
    ["a plain path", "./dist/src/index.js"],
    ["a path outside dist", { types: "./src/index.d.ts", default: "./src/index.js" }],
    [
      "types and code of different sources",
      { types: "./dist/src/index.d.ts", default: "./dist/src/client.js" },
    ],
  ])("an entry point with %s is refused", (_what, target) => {
    const root = fakeRepository({
      ...FILES,
      "package.json": JSON.stringify({ name: "octavec", exports: { ".": target } }),
    });
    expect(check(root).problems.map(({ file }) => file)).toEqual(["package.json"]);
  });
});
