import GithubSlugger from "github-slugger";
import type { Code, Nodes, Parent } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { toString as textOf } from "mdast-util-to-string";

export interface MarkdownHeading {
  text: string;
  line: number;
}

export interface MarkdownLink {
  url: string;
  line: number;
}

export interface CodeBlock {
  /** First word after the fence, or "". */
  language: string;
  text: string;
  line: number;
  /** Offset of the opening fence in the page; `end` is the end of the closing one. */
  start: number;
  end: number;
  /** Spaces before the fence, for a block inside a list. */
  indent: number;
  /** The text of the HTML comment directly above the block. */
  comment: string | undefined;
}

export interface MarkdownPage {
  headings: MarkdownHeading[];
  links: MarkdownLink[];
  codeBlocks: CodeBlock[];
  /** The part after `#` in links to the headings. */
  anchors: Set<string>;
  /** Numbers of the lines that belong to code blocks. */
  codeLines: Set<number>;
  /** Text of the first paragraph, if it directly follows the title. */
  firstParagraph: string | undefined;
}

/** Reads the parts of a page that the documentation check needs. */
export function parseMarkdown(text: string): MarkdownPage {
  const tree = fromMarkdown(text);
  const [title, first] = tree.children;
  const page: MarkdownPage = {
    headings: [],
    links: [],
    codeBlocks: [],
    anchors: new Set(),
    codeLines: new Set(),
    firstParagraph: title?.type === "heading" && first?.type === "paragraph" ? textOf(first) : undefined,
  };
  const slugger = new GithubSlugger();

  function visit(node: Nodes): void {
    const line = node.position?.start.line ?? 1;
    if (node.type === "heading") {
      page.headings.push({ text: textOf(node), line });
      page.anchors.add(slugger.slug(textOf(node)));
    }
    if (node.type === "code") {
      for (let row = line; row <= (node.position?.end.line ?? line); row++) page.codeLines.add(row);
    }
    if (node.type === "link" || node.type === "image" || node.type === "definition") {
      page.links.push({ url: node.url, line });
    }
    if (!("children" in node)) return;
    node.children.forEach((child, place) => {
      if (child.type === "code") page.codeBlocks.push(readCode(child, node, place));
      visit(child);
    });
  }

  visit(tree);
  return page;
}

function readCode(node: Code, parent: Parent, place: number): CodeBlock {
  const above = parent.children[place - 1];
  const comment = above?.type === "html" ? /^<!--(.*)-->$/s.exec(above.value.trim())?.[1] : undefined;
  return {
    language: node.lang ?? "",
    text: node.value,
    line: node.position?.start.line ?? 1,
    start: node.position?.start.offset ?? 0,
    end: node.position?.end.offset ?? 0,
    indent: (node.position?.start.column ?? 1) - 1,
    comment: comment?.trim(),
  };
}
