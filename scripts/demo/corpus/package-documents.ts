import { join, relative, sep } from "node:path";
import type { TextDocument } from "./document.js";
import { findPackages } from "./find-packages.js";
import { readText } from "./read-document.js";
import { listEntries, walkFiles } from "./walk-files.js";

/** `README.md`, `readme.markdown`, `README`, `readme.txt`, but not `README.zh-CN.md`, because the bundled model reads English. */
const README = /^readme(\.(md|markdown|txt))?$/i;
const DOCUMENTATION_FOLDER = /^docs?$/i;
const PROSE = /\.(md|markdown|txt)$/i;
/** Change logs, licences and rules for contributors do not describe how to use a package. */
const NO_DOCUMENTATION =
  /^(change|history|licen[cs]e|notice|contributing|code_of_conduct|security|authors|copying)/i;

/** READMEs and documentation of the packages installed in a `node_modules` folder. */
export function* packageDocuments(nodeModules: string): Generator<TextDocument> {
  for (const { name, version, folder } of findPackages(nodeModules)) {
    for (const path of documentationFiles(folder)) {
      const text = readText(path);
      const source = relative(nodeModules, path).replaceAll(sep, "/");
      if (text !== undefined) yield { source, package: name, version, text };
    }
  }
}

function documentationFiles(packageFolder: string): string[] {
  return listEntries(packageFolder).flatMap(({ name, kind }) => {
    const path = join(packageFolder, name);
    if (kind === "file") return README.test(name) ? [path] : [];
    if (!DOCUMENTATION_FOLDER.test(name)) return [];
    return [...walkFiles(path, (file) => PROSE.test(file) && !NO_DOCUMENTATION.test(file))];
  });
}
