import type { Passage, TextDocument } from "./document.js";
import { markdownSections, type Section, textSections } from "./sections.js";
import { splitText } from "./split-text.js";

/** A passage closes at the end of its section from here on; a shorter one takes the next section in. */
const MIN_CHARACTERS = 120;
/**
 * The bundled model reads 128 tokens, of documentation (3.1 characters a token) about 400 characters; what lies behind
 * would never be found. Its time grows with the tokens, too.
 */
const MAX_CHARACTERS = 360;
/** What is left at the end of a file and shorter than this says too little. */
const LEAST_CHARACTERS = 60;

/** Cuts a document into passages along its sections, one block a line. Sections too short to stand alone share one. */
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
    // The heading of a section that joins another's passage would be lost; it becomes part of the text.
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
