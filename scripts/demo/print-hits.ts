import type { SearchHit } from "../../src/index.js";
import type { PassageAttributes } from "./steps/store-passages.js";

const SHOWN_CHARACTERS = 200;

/** Prints a question and its ranked passages: similarity, source, headings and the beginning of the text. */
export function printHits(query: string, hits: readonly SearchHit<PassageAttributes>[]): void {
  console.log(`\n? ${query}`);
  if (hits.length === 0) console.log("  nothing found");
  for (const { id, similarity, attributes } of hits) {
    const version = attributes?.version ? `@${attributes.version}` : "";
    console.log(`  ${similarity.toFixed(3)}  ${id}  (${attributes?.package}${version})`);
    if (attributes?.section) console.log(`         ${attributes.section}`);
    console.log(`         ${shorten(attributes?.text ?? "")}`);
  }
}

function shorten(text: string): string {
  const line = text.replace(/\s+/g, " ");
  return line.length <= SHOWN_CHARACTERS ? line : `${line.slice(0, SHOWN_CHARACTERS)}…`;
}
