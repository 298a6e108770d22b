import { type MarkdownPage, parseMarkdown } from "./markdown.js";
import type { Problem } from "./problem.js";

const MAX_PAGE_BYTES = 20_000;
const MAX_LINE_LENGTH = 400;
const PROMISE = "After reading this page you can ";

/** The front page says what the product is. Every other page begins with what its reader can do afterwards. */
const FRONT_PAGE = "README.md";

/** Checks the size of a page, the length of its prose lines and its first sentence. */
export function checkPageRules(
  file: string,
  text: string,
  page: MarkdownPage = parseMarkdown(text),
): Problem[] {
  const problems: Problem[] = [];
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_PAGE_BYTES) {
    problems.push({
      file,
      line: 1,
      rule: `the page has ${bytes} bytes, but at most ${MAX_PAGE_BYTES} are allowed`,
      fix: "shorten it, or move a part to a page next to the code that it describes",
    });
  }
  if (file !== FRONT_PAGE && page.firstParagraph?.startsWith(PROMISE) !== true) {
    problems.push({
      file,
      line: 1,
      rule: "the page does not begin with what its reader can do afterwards",
      fix: `begin the first paragraph below the title with "${PROMISE}…"`,
    });
  }
  for (const [row, line] of text.split("\n").entries()) {
    if (line.length <= MAX_LINE_LENGTH || line.startsWith("|") || page.codeLines.has(row + 1)) continue;
    problems.push({
      file,
      line: row + 1,
      rule: `the line has ${line.length} characters, but at most ${MAX_LINE_LENGTH} are allowed`,
      fix: "break the line, and shorten its sentences",
    });
  }
  return problems;
}
