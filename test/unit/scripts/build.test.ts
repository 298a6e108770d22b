import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { buildCode } from "../../../scripts/build/code.js";
import { buildDeclarations } from "../../../scripts/build/declarations.js";
import { buildPrograms } from "../../../scripts/build/programs.js";
import { fakeRepository } from "./fake-repository.js";

const REPOSITORY = resolve(import.meta.dirname, "../../..");
const ENTRY_POINTS = ["src/index.ts", "src/other/index.ts"];

/** A library of two entry points that share a class. */
function toyRepository(files: Readonly<Record<string, string>> = {}): string {
  const root = fakeRepository({
    "package.json": '{ "name": "toy", "type": "module" }',
    "src/index.ts": 'export { Shared } from "./shared.js";\nexport const version = 1;\n',
    "src/other/index.ts":
      'import { Shared } from "../shared.js";\n/** Makes one. */\nexport function make(): Shared {\n  return new Shared();\n}\n',
    "src/shared.ts":
      "/** What both entry points speak of. */\nexport class Shared {\n  #secret = 1;\n  /** In milliseconds. */\n  read(): number {\n    // Not for users.\n    return this.#secret;\n  }\n}\n",
    "quantization/index.ts": "export {};\n",
    ...files,
  });
  mkdirSync(join(root, "scripts"));
  for (const file of ["tsconfig.json", "scripts/tsconfig.build.json"]) {
    copyFileSync(join(REPOSITORY, file), join(root, file));
  }
  symlinkSync(join(REPOSITORY, "node_modules"), join(root, "node_modules"), "dir");
  return root;
}

describe("the code of the package", () => {
  test("has one file per entry point, and contains a shared class only once", async () => {
    const root = toyRepository();
    const out = join(root, "dist");
    await buildCode(root, ENTRY_POINTS, out);
    expect(filesOf(out)).toEqual([
      expect.stringMatching(/^shared-\w+\.js$/),
      "src/index.js",
      "src/other/index.js",
    ]);
    const load = (file: string) => import(pathToFileURL(join(out, file)).href);
    const [{ Shared }, { make }] = await Promise.all([load("src/index.js"), load("src/other/index.js")]);
    expect(make()).toBeInstanceOf(Shared);
    expect(readFileSync(join(out, filesOf(out)[0] ?? ""), "utf8")).not.toContain("Not for users");
  });

  test("imports its packages and contains none of them", async () => {
    const root = toyRepository({
      "src/index.ts": 'import { z } from "zod";\nexport const text = z.string();\n',
    });
    await buildCode(root, ["src/index.ts"], join(root, "dist"));
    expect(readFileSync(join(root, "dist/src/index.js"), "utf8")).toContain("import { z } from 'zod';");
  });

  test("is indented with tabs, and texts of several lines keep their spaces", async () => {
    const script = "const script = `\n  if 1 then\n    go\n  end`;";
    const root = toyRepository({
      "src/index.ts": `${script}\nexport function read() {\n    for (const text of [script]) {\n        return text;\n    }\n    return "";\n}\n`,
    });
    await buildCode(root, ["src/index.ts"], join(root, "dist"));
    const built = readFileSync(join(root, "dist/src/index.js"), "utf8");
    expect(built).toContain("\tfor (const text of [script])\n\t\treturn text;\n");
    expect((await import(pathToFileURL(join(root, "dist/src/index.js")).href)).read()).toBe(
      "\n  if 1 then\n    go\n  end",
    );
  });
});

// The compiler takes seconds on a busy machine.
describe("a program of the package", () => {
  test("is one file that works when it is started, and imports the built entry points", async () => {
    const root = toyRepository({
      "src/cli/toy.ts":
        '#!/usr/bin/env node\nimport { Shared } from "../index.js";\nimport { toy } from "./toy-part.js";\nawait toy(new Shared());\n',
      "src/cli/toy-part.ts":
        'import { make } from "../other/index.js";\nexport const toy = async (shared: object) => console.log(shared.constructor === make().constructor);\n',
    });
    const out = join(root, "dist");
    await buildCode(root, ENTRY_POINTS, out);
    const library = filesOf(out);
    await buildPrograms(root, { programs: ["src/cli/toy.ts"], entryPoints: ENTRY_POINTS }, out);
    expect(filesOf(out)).toEqual([...library, "src/cli/toy.js"].sort());
    const code = readFileSync(join(out, "src/cli/toy.js"), "utf8");
    expect(code).toMatch(/^#!\/usr\/bin\/env node\n/);
    expect(code).toContain("from '../other/index.js'");
    expect(execFileSync(process.execPath, [join(out, "src/cli/toy.js")], { encoding: "utf8" })).toBe(
      "true\n",
    );
  });
});

describe("the declarations of the package", { timeout: 60_000 }, () => {
  test("have one file per entry point and one for shared types, with doc comments", async () => {
    const root = toyRepository();
    const out = join(root, "dist");
    await buildDeclarations(root, ENTRY_POINTS, out);
    const [shared = "", ...entries] = filesOf(out);
    expect(entries).toEqual(["src/index.d.ts", "src/other/index.d.ts"]);
    const text = readFileSync(join(out, shared), "utf8");
    expect(text).toContain("/** What both entry points speak of. */\ndeclare class Shared");
    expect(text).toContain("\n\t/** In milliseconds. */\n");
    expect(readFileSync(join(out, "src/other/index.d.ts"), "utf8")).toContain("/** Makes one. */\n");
  });

  test("are refused with the compiler's output if the sources do not compile", async () => {
    const root = toyRepository({ "src/index.ts": 'export const count: number = "one";\n' });
    await expect(buildDeclarations(root, ENTRY_POINTS, join(root, "dist"))).rejects.toThrow(
      /src\/index\.ts\(1,14\): error TS2322/,
    );
  });
});

function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}
