import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { folderDocuments } from "../../../scripts/demo/corpus/folder-documents.js";
import { packageDocuments } from "../../../scripts/demo/corpus/package-documents.js";
import { temporaryFolder } from "./temporary-folder.js";

const manifest = (name: string, version = "1.0.0") => JSON.stringify({ name, version });
const sources = (documents: Iterable<{ source: string }>) => [...documents].map(({ source }) => source);

describe("documents of installed packages", () => {
  it("come from READMEs and documentation folders of plain, scoped and nested packages, nested ones last", () => {
    const folder = temporaryFolder({
      "alpha/package.json": manifest("alpha", "2.1.0"),
      "alpha/README.md": "alpha",
      "alpha/docs/guide/start.md": "start",
      "alpha/docs/notes.txt": "notes",
      "alpha/docs/picture.svg": "<svg/>",
      "alpha/lib/README.md": "inside the code",
      "alpha/node_modules/beta/package.json": manifest("beta", "1.0.0"),
      "alpha/node_modules/beta/readme.markdown": "old beta",
      "@scope/gamma/package.json": manifest("@scope/gamma"),
      "@scope/gamma/Readme": "gamma",
      "beta/package.json": manifest("beta", "3.0.0"),
      "beta/README.md": "beta",
      ".bin/README.md": "no package",
      "broken/package.json": "{",
      "broken/README.md": "no package either",
    });
    const documents = [...packageDocuments(folder)];
    expect(sources(documents)).toEqual([
      "@scope/gamma/Readme",
      "alpha/README.md",
      "alpha/docs/guide/start.md",
      "alpha/docs/notes.txt",
      "beta/README.md",
      "alpha/node_modules/beta/readme.markdown",
    ]);
    expect(documents[1]).toEqual({
      source: "alpha/README.md",
      package: "alpha",
      version: "2.1.0",
      text: "alpha",
    });
    expect(documents[5]).toMatchObject({ package: "beta", version: "1.0.0" });
  });

  it("exclude translations, change logs, licences, binary files and very large ones", () => {
    const folder = temporaryFolder({
      "a/package.json": manifest("a"),
      "a/README.md": "kept",
      "a/README.zh-CN.md": "译文",
      "a/CHANGELOG.md": "1.0.0",
      "a/docs/CHANGELOG.md": "1.0.0",
      "a/docs/LICENSE.txt": "MIT",
      "a/docs/binary.txt": "a\0b",
      "a/docs/large.md": "x".repeat(300_000),
    });
    expect(sources(packageDocuments(folder))).toEqual(["a/README.md"]);
  });

  it("contain a linked package once, even with circular or broken links", () => {
    const folder = temporaryFolder({
      "store/a/package.json": manifest("a"),
      "store/a/README.md": "a",
      "store/a/docs/b.md": "b",
      "node_modules/real/package.json": manifest("real"),
      "node_modules/real/README.md": "real",
    });
    const modules = join(folder, "node_modules");
    symlinkSync(join(folder, "store/a"), join(modules, "a"));
    symlinkSync(join(folder, "store/a"), join(modules, "again"));
    symlinkSync(join(folder, "nowhere"), join(modules, "lost"));
    symlinkSync(modules, join(modules, "real", "node_modules"));
    symlinkSync(join(folder, "store/a/docs"), join(folder, "store/a/docs/circle"));
    expect(sources(packageDocuments(modules))).toEqual(["a/README.md", "a/docs/b.md", "real/README.md"]);
  });

  it("are empty if there is no such folder", () => {
    expect(sources(packageDocuments(join(temporaryFolder(), "absent")))).toEqual([]);
  });
});

describe("documents of a folder", () => {
  it("are its .md and .txt files, with the first folder below it as the package", () => {
    const folder = temporaryFolder({
      "top.md": "top",
      "team/rules.txt": "rules",
      "team/deep/more.MD": "more",
      "team/code.ts": "code",
      "node_modules/a/README.md": "not ours",
      ".git/notes.txt": "hidden",
    });
    const documents = [...folderDocuments(folder)];
    expect(documents.map(({ source, package: name }) => [source, name])).toEqual([
      ["team/deep/more.MD", "team"],
      ["team/rules.txt", "team"],
      ["top.md", folder.split("/").at(-1)],
    ]);
  });
});
