import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { parseMarkdown } from "../../checks/markdown.js";
import { listFiles } from "../../checks/source-tree.js";

/** Lines of TypeScript in `src/cache`, without the rooms for learning. */
export function cacheLines(root: string): number {
  const folder = join(root, "src/cache");
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !file.startsWith("learning/"))
    .map((file) => readFileSync(join(folder, file), "utf8").split("\n").length - 1)
    .reduce((sum, lines) => sum + lines, 0);
}

/** Size of the front page, and characters of the longest line of prose of all pages. */
export function pageFigures(root: string): { readmeBytes: number; longestLine: number } {
  const pages = ["README.md", ...listFiles(root, /\.md$/)];
  const lengths = pages.flatMap((page) => proseLengths(readFileSync(join(root, page), "utf8")));
  return {
    readmeBytes: statSync(join(root, "README.md")).size,
    longestLine: lengths.reduce((longest, length) => Math.max(longest, length), 0),
  };
}

/** Lengths of the lines that are neither code nor rows of a table. */
function proseLengths(text: string): number[] {
  const prose = parseMarkdown(text).codeBlocks.reduceRight(
    (rest, { start, end }) => rest.slice(0, start) + rest.slice(end),
    text,
  );
  return prose
    .split("\n")
    .filter((line) => !line.startsWith("|"))
    .map((line) => line.length);
}
