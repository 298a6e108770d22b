import { type MarkdownPage, parseMarkdown } from "./markdown.js";
import type { Problem } from "./problem.js";

const MAX_PAGE_BYTES = 20_000;
const MAX_LINE_LENGTH = 400;
const PROMISE = "After reading this page you can ";

/** The front page says what the product is; every other page begins with what its reader can do afterwards. */
const FRONT_PAGE = "README.md";

/** Checks what holds for every page: its size, the length of its lines of prose, and its first sentence. */
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
      rule: `the page has ${bytes} bytes; at most ${MAX_PAGE_BYTES} are allowed`,
      mend: "shorten it, or move a part to a page beside the code that the part describes",
    });
  }
  if (file !== FRONT_PAGE && page.firstParagraph?.startsWith(PROMISE) !== true) {
    problems.push({
      file,
      line: 1,
      rule: "the page does not begin with what its reader can do afterwards",
      mend: `begin the first paragraph below the title with "${PROMISE}…"`,
    });
  }
  for (const [row, line] of text.split("\n").entries()) {
    if (line.length <= MAX_LINE_LENGTH || line.startsWith("|") || page.codeLines.has(row + 1)) continue;
    problems.push({
      file,
      line: row + 1,
      rule: `the line has ${line.length} characters; at most ${MAX_LINE_LENGTH} are allowed`,
      mend: "break the line, and split its sentences",
    });
  }
  return problems;
}
