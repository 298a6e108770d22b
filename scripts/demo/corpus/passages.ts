import type { Passage, TextDocument } from "./document.js";
import { markdownSections, type Section, textSections } from "./sections.js";
import { splitText } from "./split-text.js";

/** At the end of a section, a passage ends if it has this length. Otherwise it continues with the next section. */
const MIN_CHARACTERS = 120;
/**
 * The bundled model reads 128 tokens, about 400 characters of documentation (3.1 characters per token). It would ignore the
 * rest of a longer text. Its time also grows with the number of tokens.
 */
const MAX_CHARACTERS = 360;
/** A shorter passage at the end of a file is dropped. */
const LEAST_CHARACTERS = 60;

/** Splits a document into passages along its sections, with one block per line. Short sections share a passage. */
export function documentPassages(document: TextDocument): Passage[] {
  const sections = document.source.toLowerCase().endsWith(".txt")
    ? textSections(document.text)
    : markdownSections(document.text);
  return packSections(sections)
    .filter(({ text }) => text.length >= LEAST_CHARACTERS)
    .map(({ headings, text }, index) => ({
      id: `${document.source}#${index + 1}`,
      package: document.package,
      version: document.version,
      source: document.source,
      section: headings.join(" › "),
      text,
    }));
}

interface Packed {
  readonly headings: readonly string[];
  readonly text: string;
}

function packSections(sections: readonly Section[]): Packed[] {
  const packed: Packed[] = [];
  let open: Packed | undefined;
  const close = () => {
    if (open !== undefined) packed.push(open);
    open = undefined;
  };
  for (const { headings, blocks } of sections) {
    if (open !== undefined && open.text.length >= MIN_CHARACTERS) close();
    // A section that continues a passage has its heading in the text, which would otherwise be lost.
    let prefix = open === undefined ? "" : headingPrefix(headings);
    for (const block of blocks.flatMap((text) => splitText(text, MAX_CHARACTERS))) {
      if (open !== undefined && open.text.length + prefix.length + block.length + 1 > MAX_CHARACTERS) {
        close();
        prefix = "";
      }
      open =
        open === undefined ? { headings, text: block } : { ...open, text: `${open.text}\n${prefix}${block}` };
      prefix = "";
    }
  }
  close();
  return packed;
}

function headingPrefix(headings: readonly string[]): string {
  const heading = headings.at(-1)?.replace(/:$/, "");
  return heading === undefined ? "" : `${heading}: `;
}
