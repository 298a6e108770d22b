import { basename, relative, resolve, sep } from "node:path";
import type { TextDocument } from "./document.js";
import { readText } from "./read-document.js";
import { walkFiles } from "./walk-files.js";

/**
 * The .md and .txt files below a folder. What is the package of an installed file is here the first folder below the
 * root, or the root's own name for a file that lies at its top.
 */
export function* folderDocuments(folder: string): Generator<TextDocument> {
  const root = resolve(folder);
  for (const path of walkFiles(root, (name) => /\.(md|markdown|txt)$/i.test(name))) {
    const text = readText(path);
    if (text === undefined) continue;
    const source = relative(root, path).replaceAll(sep, "/");
    const [first = "", ...deeper] = source.split("/");
    yield { source, package: deeper.length > 0 ? first : basename(root), version: "", text };
  }
}
