import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { largestFolderCycle } from "../../../scripts/bench/package/import-cycles.js";
import { publicSurface } from "../../../scripts/bench/package/public-surface.js";
import { cacheLines, pageFigures } from "../../../scripts/bench/package/text-figures.js";
import { fakeRepository } from "../scripts/fake-repository.js";

describe("the largest import cycle", () => {
  test("contains every folder that reaches the others and is reached by them, including type imports", () => {
    const root = fakeRepository({
      "src/one/a.ts": 'import "../two/a.js";\n',
      "src/two/a.ts": 'import type { A } from "../two/three/a.js";\n',
      "src/two/three/a.ts": 'export type { A } from "../../one/b.js";\n',
      "src/one/b.ts": "export type A = 1;\n",
      "src/below/a.ts": "",
      "src/top.ts": 'import "./one/a.js";\nimport "./below/a.js";\n',
    });
    expect(largestFolderCycle(root).sort()).toEqual(["src/one", "src/two", "src/two/three"]);
  });

  test("is empty if imports have one direction", () => {
    const root = fakeRepository({
      "src/one/a.ts": 'import "./b.js";\nimport "../two/a.js";\n',
      "src/one/b.ts": "",
      "src/two/a.ts": "",
    });
    expect(largestFolderCycle(root)).toEqual([]);
  });

  test("does not exist between the folders of src/migration", () => {
    expect(largestFolderCycle(resolve(import.meta.dirname, "../../.."), "src/migration")).toEqual([]);
  });
});

test("the lines of the cache are those of its TypeScript files, without learning", () => {
  const root = fakeRepository({
    "src/cache/a.ts": "one\ntwo\n",
    "src/cache/inner/b.ts": "three\n",
    "src/cache/README.md": "not code\n",
    "src/cache/learning/c.ts": "not the cache\n",
    "src/other/d.ts": "elsewhere\n",
  });
  expect(cacheLines(root)).toBe(3);
});

test("the longest line of prose is that of all pages, without code and tables", () => {
  const long = "x".repeat(50);
  const root = fakeRepository({
    "README.md": `# Title\n\n| ${long} |\n| --- |\n\n\`\`\`ts\n${long}\n\`\`\`\n`,
    "src/room/README.md": "twelve chars\n",
  });
  expect(pageFigures(root)).toEqual({ readmeBytes: 134, longestLine: 12 });
});

// The compiler takes seconds on a busy machine.
test("options, members and exports are counted by the compiler", { timeout: 60_000 }, () => {
  const consumer = fakeRepository({
    "node_modules/octavec/package.json": JSON.stringify({
      name: "octavec",
      type: "module",
      exports: { "./cache": { types: "./cache.d.ts" } },
    }),
    "node_modules/octavec/cache.d.ts": `
      interface Base { one: string; two?: number | undefined }
      export interface SemanticCacheOptions extends Base { three?: string }
      export declare class SemanticCache implements AsyncDisposable {
        #private;
        private own;
        constructor(options: SemanticCacheOptions);
        get name(): string;
        lookup(): void;
        lookup(fast: boolean): void;
        [Symbol.asyncDispose](): Promise<void>;
      }
      export declare const more: 1;
      export {};
    `,
  });
  expect(publicSurface(consumer)).toEqual({ options: 3, members: 3, exports: 3 });
});
