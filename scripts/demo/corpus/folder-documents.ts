import { basename, relative, resolve, sep } from "node:path";
import type { TextDocument } from "./document.js";
import { readText } from "./read-document.js";
import { walkFiles } from "./walk-files.js";

/**
 * The .md and .txt files below a folder. The name of the first folder below the root takes the place of the package, or the
 * name of the root for files directly in it.
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
