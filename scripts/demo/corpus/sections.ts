import type { ListItem, RootContent, Table } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmTableFromMarkdown } from "mdast-util-gfm-table";
import { gfmTable } from "micromark-extension-gfm-table";
import { foldBlanks, htmlText, plainText } from "./plain-text.js";

/** The text under one heading, up to the next heading of any level. */
export interface Section {
  /** Headings from the outermost to the section's own; empty for text before the first heading. */
  readonly headings: readonly string[];
  /** Paragraphs, list items and table rows as plain text. None is empty. */
  readonly blocks: readonly string[];
}

const ANNOUNCEMENT_CHARACTERS = 80;
/** Headings of sections that do not describe the package. */
const NOISE =
  /^(licen[cs]e|copyright|contribut|(table of )?contents|toc|index|sponsor|backers|authors?|maintain|credits|thanks|change ?log|related|see also|for enterprise|install)/i;

/**
 * Splits Markdown (with tables) into sections of plain text. It leaves out code blocks, because the model reads prose, badges,
 * tags, tables of contents, and sections such as "License" or "Contributors".
 */
export function markdownSections(markdown: string): Section[] {
  const tree = fromMarkdown(markdown, {
    extensions: [gfmTable()],
    mdastExtensions: [gfmTableFromMarkdown()],
  });
  let path: { depth: number; title: string }[] = [];
  let blocks: string[] = [];
  const sections: Section[] = [{ headings: [], blocks }];
  for (const node of tree.children) {
    if (node.type === "heading") {
      path = [
        ...path.filter(({ depth }) => depth < node.depth),
        { depth: node.depth, title: plainText([node]) },
      ];
      blocks = [];
      sections.push({ headings: path.map(({ title }) => title).filter((title) => title !== ""), blocks });
    } else {
      blocks.push(...blockTexts(node));
    }
  }
  return sections.filter(
    (section) => section.blocks.length > 0 && !section.headings.some((title) => NOISE.test(title)),
  );
}

/** The only section of a plain text. Its blocks are separated by blank lines. */
export function textSections(text: string): Section[] {
  const blocks = text
    .split(/\r?\n[ \t]*\r?\n/)
    .map(foldBlanks)
    .filter(isProse);
  return [{ headings: [], blocks }];
}

function blockTexts(node: RootContent): string[] {
  switch (node.type) {
    case "paragraph":
      return [plainText([node])].filter(isProse);
    case "html":
      return [htmlText(node.value)].filter(isProse);
    case "blockquote":
      return node.children.flatMap(blockTexts);
    case "list":
      return node.children
        .filter((item) => !isContentsEntry(item))
        .flatMap((item) => item.children.flatMap(blockTexts));
    case "table":
      return tableRows(node).filter(isProse);
    default:
      return [];
  }
}

/** Whether it has a word and does not only announce an example that is left out ("Usage with promises:"). */
function isProse(text: string): boolean {
  return /\p{L}{2}/u.test(text) && !(text.length < ANNOUNCEMENT_CHARACTERS && text.endsWith(":"));
}

/** Whether an item is only a link within the page, apart from nested items. */
function isContentsEntry(item: ListItem): boolean {
  const [first] = item.children;
  if (first?.type !== "paragraph") return false;
  const inline = first.children.filter((node) => plainText([node]) !== "");
  return inline.length === 1 && inline[0]?.type === "link" && inline[0].url.startsWith("#");
}

/** `Name: timeout; Type: number; …`: each row repeats the column names, because rows are read separately. */
function tableRows({ children: [header, ...rows] }: Table): string[] {
  const titles = header?.children.map((cell) => plainText([cell])) ?? [];
  return rows.map((row) => {
    const cells = row.children.map((cell, column) => ({
      title: titles[column] ?? "",
      text: plainText([cell]),
    }));
    const filled = cells.filter(({ text }) => text !== "");
    return filled.map(({ title, text }) => (title === "" ? text : `${title}: ${text}`)).join("; ");
  });
}
