import { choosePassages } from "./choose-passages.js";
import type { Passage, TextDocument } from "./document.js";
import { documentPassages } from "./passages.js";

export interface Corpus {
  readonly passages: readonly Passage[];
  /** Counts for the log. */
  readonly counts: {
    readonly files: number;
    readonly packages: number;
    /** Passages with the text of an earlier one (from an older copy of a package, or a common paragraph). */
    readonly duplicates: number;
    /** Passages that were left out because of `limit`. */
    readonly leftOut: number;
  };
}

/** At most `limit` passages with different texts from the documents. The same files always give the same passages. */
export function gatherPassages(documents: Iterable<TextDocument>, limit: number): Corpus {
  const distinct = new Map<string, Passage>();
  let files = 0;
  let found = 0;
  for (const document of documents) {
    files += 1;
    for (const passage of documentPassages(document)) {
      found += 1;
      if (!distinct.has(passage.text)) distinct.set(passage.text, passage);
    }
  }
  const passages = choosePassages([...distinct.values()], limit);
  return {
    passages,
    counts: {
      files,
      packages: new Set(passages.map((passage) => passage.package)).size,
      duplicates: found - distinct.size,
      leftOut: distinct.size - passages.length,
    },
  };
}
