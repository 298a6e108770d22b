import { statSync } from "node:fs";
import { join } from "node:path";
import { type DemoOptions, UsageError } from "../args.js";
import { evenlySpaced } from "../corpus/choose-passages.js";
import type { Passage } from "../corpus/document.js";
import { folderDocuments } from "../corpus/folder-documents.js";
import { type Corpus, gatherPassages } from "../corpus/gather-passages.js";
import { packageDocuments } from "../corpus/package-documents.js";

/** Number of passages that are queries and not stored, at most a tenth of all passages. */
const HELD_OUT = 200;

export interface PreparedCorpus {
  readonly stored: readonly Passage[];
  readonly heldOut: readonly Passage[];
}

/** Gathers the passages, prints their counts and holds some out as queries. */
export function prepareCorpus({ path, limit }: DemoOptions): PreparedCorpus {
  const documents =
    path === undefined
      ? packageDocuments(join(import.meta.dirname, "../../../node_modules"))
      : folderDocuments(checkedFolder(path));
  const aside = Math.min(HELD_OUT, Math.floor(limit / 10));
  const corpus = gatherPassages(documents, limit + aside);
  const { passages } = corpus;
  if (passages.length === 0) {
    throw new UsageError(`No passage was found in ${path ?? "node_modules (run npm install first)"}.`);
  }
  printFindings(corpus, path);
  const heldOut = new Set(evenlySpaced(passages, Math.min(aside, Math.floor(passages.length / 10))));
  return { stored: passages.filter((passage) => !heldOut.has(passage)), heldOut: [...heldOut] };
}

function checkedFolder(path: string): string {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return path;
  throw new UsageError(`--path: ${path} is no folder`);
}

function printFindings({ passages, counts }: Corpus, path: string | undefined): void {
  const where = path === undefined ? `the documentation of ${counts.packages} installed packages` : path;
  console.log(`${passages.length} passages from ${counts.files} files: ${where}.`);
  const { leftOut, duplicates } = counts;
  console.log(
    `Left out: ${leftOut} beyond the limit, evenly from the packages; ${duplicates} with the text of an earlier one.`,
  );
}
