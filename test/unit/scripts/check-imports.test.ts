import { describe, expect, test } from "vitest";
import { checkImports } from "../../../scripts/checks/imports.js";
import { ROOM_TABLE } from "../../../scripts/checks/room-table.js";
import { MAX_LINES } from "../../../scripts/checks/shape-rules.js";
import { fakeRepository } from "./fake-repository.js";

const ERRORS_DOOR = { "src/errors/index.ts": "export class OctavecError {}\n" };

/** Every problem of a repository with these files, as `file:line rule`. */
function problemsOf(files: Record<string, string>): string[] {
  return checkImports(fakeRepository(files)).problems.map(
    ({ file, line, rule }) => `${file}:${line} ${rule}`,
  );
}

describe("imports between rooms", () => {
  test("a room may import the index.ts of a room that the table allows", () => {
    const files = {
      ...ERRORS_DOOR,
      "src/options/index.ts": 'import { OctavecError } from "../errors/index.js";\n',
    };
    expect(problemsOf(files)).toEqual([]);
  });

  test("an import that the table forbids is reported with its line and the allowed rooms", () => {
    const root = fakeRepository({
      "src/errors/index.ts": '// comment\nimport { send } from "../connection/index.js";\n',
      "src/connection/index.ts": "export const send = 1;\n",
    });
    expect(checkImports(root).problems).toEqual([
      {
        file: "src/errors/index.ts",
        line: 2,
        rule: "errors must not import connection",
        fix: expect.stringContaining("errors may import: no other room"),
      },
    ]);
  });

  test.each([
    ["a re-export", 'export { send } from "../connection/index.js";'],
    ["a type import", 'import type { Send } from "../connection/index.js";'],
    ["a type written as import()", 'export type S = import("../connection/index.js").Send;'],
    ["a dynamic import", 'export const load = () => import("../connection/index.js");'],
    [
      "a dynamic import with a template string",
      "export const load = () => import(`../connection/index.js`);",
    ],
    ["an import for its effect", 'import "../connection/index.js";'],
    ["an import = require", 'import c = require("../connection/index.js");'],
    ["a require", 'export const c = require("../connection/index.js");'],
  ])("%s that the table forbids is reported too", (_kind, line) => {
    const files = {
      "src/commands/index.ts": `${line}\n`,
      "src/connection/index.ts": "export const send = 1;\n",
    };
    expect(problemsOf(files)).toEqual(["src/commands/index.ts:1 commands must not import connection"]);
  });

  test("an import inside a comment or a string does not count", () => {
    const files = {
      "src/commands/index.ts":
        '// import { send } from "../connection/index.js";\nexport const s = `import "../connection/index.js"`;\n',
      "src/connection/index.ts": "export const send = 1;\n",
    };
    expect(problemsOf(files)).toEqual([]);
  });

  test("a room that may import only types of another must not load it, not even by `export { type A }`", () => {
    const files = {
      "src/embedding/index.ts": "export interface Embedder {}\nexport const one = 1;\n",
      "src/index.ts": 'export type { Embedder } from "./embedding/index.js";\n',
    };
    expect(problemsOf(files)).toEqual([]);
    const loading = { ...files, "src/index.ts": 'export { type Embedder } from "./embedding/index.js";\n' };
    expect(problemsOf(loading)).toEqual(["src/index.ts:1 index may import only types of embedding"]);
  });

  test("quantization must import nothing of src", () => {
    const files = {
      ...ERRORS_DOOR,
      "quantization/index.ts": 'import { OctavecError } from "../src/errors/index.js";\n',
    };
    expect(problemsOf(files)).toEqual(["quantization/index.ts:1 quantization must not import errors"]);
  });

  test("an import of another file of a room than its index.ts is reported, in the library and in scripts", () => {
    const files = {
      "src/errors/index.ts": 'export { CODES } from "./codes.js";\n',
      "src/errors/codes.ts": "export const CODES = 1;\n",
      "src/options/index.ts": 'import { CODES } from "../errors/codes.js";\n',
      "scripts/demo.ts": 'import { CODES } from "../src/errors/codes.js";\n',
    };
    const rule =
      "src/errors/codes.ts is inside the room errors, and other rooms may import only its index.ts";
    expect(problemsOf(files)).toEqual([`scripts/demo.ts:1 ${rule}`, `src/options/index.ts:1 ${rule}`]);
  });

  test("a unit test may import any file of a room, but an example not even its index.ts", () => {
    const files = {
      "src/errors/index.ts": 'export { CODES } from "./codes.js";\n',
      "src/errors/codes.ts": "export const CODES = 1;\n",
      "test/unit/codes.test.ts": 'import { CODES } from "../../src/errors/codes.js";\n',
      "test/examples/codes.example.ts": 'import { CODES } from "../../src/errors/index.js";\n',
    };
    expect(problemsOf(files)).toEqual([
      "test/examples/codes.example.ts:1 an example imports src/errors/index.ts, which is not part of the published package",
    ]);
  });

  test("the library must not import scripts or tests", () => {
    const files = { "src/errors/index.ts": 'import "../../test/x.js";\n', "test/x.ts": "" };
    expect(problemsOf(files)).toEqual([
      "src/errors/index.ts:1 errors imports test/x.ts, which belongs to no room",
    ]);
  });

  test("a path without a file and a computed import are reported, because they cannot be checked", () => {
    const files = {
      "src/errors/index.ts": 'import "./gone.js";\nexport const load = (name: string) => import(name);\n',
    };
    expect(problemsOf(files)).toEqual([
      'src/errors/index.ts:1 no file exists for "./gone.js"',
      "src/errors/index.ts:2 an import with a computed module name cannot be checked",
    ]);
  });
});

describe("cycles", () => {
  test("files that import each other in a circle are reported once, including type imports", () => {
    const files = {
      "src/errors/index.ts": 'export { A } from "./a.js";\n',
      "src/errors/a.ts": 'import { B } from "./b.js";\nexport class A extends B {}\n',
      "src/errors/b.ts": 'import type { C } from "./c.js";\nexport class B {}\n',
      "src/errors/c.ts": '\nimport { A } from "./a.js";\nexport class C {}\n',
    };
    expect(problemsOf(files)).toEqual([
      "src/errors/a.ts:1 files import each other in a circle: src/errors/a.ts → src/errors/b.ts → src/errors/c.ts → src/errors/a.ts",
    ]);
  });

  test("a circle names only the files that are on it", () => {
    const files = {
      "src/errors/index.ts": 'import "./leaf.js";\nimport "./back.js";\n',
      "src/errors/leaf.ts": "",
      "src/errors/back.ts": 'import "./index.js";\n',
    };
    expect(problemsOf(files)).toEqual([
      "src/errors/back.ts:1 files import each other in a circle: src/errors/back.ts → src/errors/index.ts → src/errors/back.ts",
    ]);
  });

  test("folders of a room that import each other in a circle are reported, although their files do not", () => {
    const files = {
      "src/errors/index.ts": 'export { A } from "./text/a.js";\n',
      "src/errors/text/a.ts": 'import { B } from "../codes/b.js";\nexport class A extends B {}\n',
      "src/errors/text/c.ts": "export class C {}\n",
      "src/errors/codes/b.ts": 'import type { C } from "../text/c.js";\nexport class B {}\n',
    };
    expect(problemsOf(files)).toEqual([
      "src/errors/text/a.ts:1 folders import each other in a circle: src/errors/codes → src/errors/text → src/errors/codes",
    ]);
  });

  test("two import paths to the same file are no circle", () => {
    const files = {
      "src/errors/index.ts": 'export { A } from "./a.js";\nexport { B } from "./b.js";\n',
      "src/errors/a.ts": 'export { B as A } from "./b.js";\n',
      "src/errors/b.ts": "export const B = 1;\n",
    };
    expect(problemsOf(files)).toEqual([]);
  });
});

describe("packages", () => {
  test("only the room of a package may import it", () => {
    const line = 'import { createClient } from "@redis/client";\n';
    expect(problemsOf({ "src/connection/index.ts": line })).toEqual([]);
    expect(problemsOf({ "src/cache/index.ts": line })).toEqual([
      "src/cache/index.ts:1 cache must not import the package @redis/client",
    ]);
  });

  test("a subpath and a type of a package count as the package", () => {
    const files = {
      "src/cache/index.ts": 'import { z } from "zod/v4";\n',
      "src/migration/index.ts": 'import type { Span } from "@opentelemetry/api";\n',
    };
    expect(problemsOf(files)).toEqual([
      "src/cache/index.ts:1 cache must not import the package zod",
      "src/migration/index.ts:1 migration must not import the package @opentelemetry/api",
    ]);
  });

  test("zod is allowed in options and in the calibration record, but not in the rest of quantization", () => {
    const line = 'import { z } from "zod";\n';
    const files = {
      "src/options/index.ts": line,
      "quantization/index.ts": "",
      "quantization/record-schema.ts": line,
      "quantization/rotation.ts": line,
    };
    expect(problemsOf(files)).toEqual([
      "quantization/rotation.ts:1 quantization must not import the package zod",
    ]);
  });

  test("an optional package must load on demand: import() and types are allowed, a static import is not", () => {
    const files = {
      "src/testing/index.ts":
        'import type { StartedTestContainer } from "testcontainers";\nexport const load = () => import("testcontainers");\n',
      "src/embedding/index.ts": 'import { initModel } from "@energetic-ai/embeddings";\n',
    };
    expect(problemsOf(files)).toEqual([
      "src/embedding/index.ts:1 the package @energetic-ai/embeddings is optional or large, so importing the library must not load it",
    ]);
  });

  test("a package without a rule is refused in the library and allowed in scripts and tests", () => {
    const line = 'import leftPad from "left-pad";\n';
    expect(
      problemsOf({ "src/errors/index.ts": line, "scripts/demo.ts": line, "test/unit/x.test.ts": line }),
    ).toEqual(["src/errors/index.ts:1 no rule allows the package left-pad"]);
  });

  test("the library must not import itself by name", () => {
    expect(problemsOf({ "src/errors/index.ts": 'import { connect } from "octavec";\n' })).toEqual([
      "src/errors/index.ts:1 the library imports itself by its package name",
    ]);
  });

  test("a pure room may hash and use buffers but not open files, with or without the node: prefix", () => {
    const files = {
      "quantization/index.ts":
        'import { createHash } from "node:crypto";\nimport { readFileSync } from "node:fs";\nimport net from "net";\n',
    };
    expect(problemsOf(files)).toEqual([
      "quantization/index.ts:2 quantization must do no I/O, but imports node:fs",
      "quantization/index.ts:3 quantization must do no I/O, but imports net",
    ]);
  });
});

describe("shape of rooms and files", () => {
  test("a folder or a file that belongs to no room is reported once", () => {
    const files = { "src/plumbing/index.ts": "", "src/plumbing/pipe.ts": "", "src/loose.ts": "" };
    expect(problemsOf(files)).toEqual([
      "src/loose.ts:1 src/loose.ts belongs to no room",
      "src/plumbing/index.ts:1 src/plumbing belongs to no room",
    ]);
  });

  test("a room without index.ts is reported", () => {
    expect(problemsOf({ "src/cache/semantic-cache.ts": "" })).toEqual([
      "src/cache/semantic-cache.ts:1 the room cache has no index.ts",
    ]);
  });

  test("an index.ts with `export *` is reported, but a named namespace is not", () => {
    const files = {
      "src/errors/index.ts": 'export * from "./codes.js";\nexport * as codes from "./codes.js";\n',
      "src/errors/codes.ts": "",
    };
    expect(problemsOf(files)).toEqual([
      "src/errors/index.ts:1 an index.ts must list its exports instead of `export *`",
    ]);
  });

  test("a vague name of a file is refused everywhere, and that of a folder in the library", () => {
    const files = {
      ...ERRORS_DOOR,
      "src/errors/utils.ts": "",
      "src/errors/helpers/codes.ts": "",
      "scripts/misc.ts": "",
      "test/helpers/keys.ts": "",
    };
    expect(problemsOf(files)).toEqual([
      'scripts/misc.ts:1 "misc" says nothing about the content',
      'src/errors/helpers/codes.ts:1 "helpers" says nothing about the content',
      'src/errors/utils.ts:1 "utils" says nothing about the content',
    ]);
  });

  test("a file with more lines than the limit is reported", () => {
    const lines = (count: number) => "// line\n".repeat(count);
    const files = {
      "src/errors/index.ts": lines(MAX_LINES),
      "test/unit/long.test.ts": lines(MAX_LINES + 1),
    };
    expect(problemsOf(files)).toEqual([
      `test/unit/long.test.ts:${MAX_LINES + 1} the file has ${MAX_LINES + 1} lines, but at most ${MAX_LINES} are allowed`,
    ]);
  });

  test("a file that cannot be parsed is reported", () => {
    const [problem] = problemsOf({ "src/errors/index.ts": "export const = 1;\n" });
    expect(problem).toMatch(/^src\/errors\/index\.ts:1 syntax error: /);
  });
});

describe("the room table", () => {
  test("a room inside a room has its own index.ts and its own allowed imports", () => {
    const outer = { name: "integrations", path: "src/integrations", owns: "", mayImport: [] };
    const inner = {
      name: "ai-sdk",
      path: "src/integrations/ai-sdk",
      owns: "",
      mayImport: ["errors"],
    };
    const errors = { name: "errors", path: "src/errors", owns: "", mayImport: [] };
    const files = {
      ...ERRORS_DOOR,
      "src/integrations/index.ts": "",
      "src/integrations/ai-sdk/index.ts": 'import { OctavecError } from "../../errors/index.js";\n',
    };
    const table = { rooms: [outer, inner, errors], packages: [] };
    expect(checkImports(fakeRepository(files), table).problems).toEqual([]);
  });

  test("a table in which a room may import an earlier or unknown room is reported before any import is checked", () => {
    const [first, second] = ROOM_TABLE.rooms;
    const rooms = [
      { ...first!, mayImport: [], mayImportTypesOf: ["nowhere"] },
      { ...second!, mayImport: [first!.name], mayImportTypesOf: [] },
    ];
    const { problems } = checkImports(fakeRepository({}), { rooms, packages: [] });
    expect(problems.map((problem) => problem.rule)).toEqual([
      `${first!.name} → nowhere: there is no room nowhere`,
      `${second!.name} → ${first!.name} points upwards`,
    ]);
  });
});
