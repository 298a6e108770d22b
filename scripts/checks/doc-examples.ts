import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { CodeBlock, MarkdownPage } from "./markdown.js";
import type { Problem } from "./problem.js";

const EXAMPLE_FOLDER = "test/examples";
const EXAMPLE_FILE = ".example.ts";
const CODE_LANGUAGES = new Set(["ts", "typescript", "js", "javascript", "mjs", "mts"]);

const REGION_START = "// #region readme";
const REGION_END = "// #endregion";

/** A code block of a page and the text of its example. */
export interface ExampleBlock {
  block: CodeBlock;
  /** The example's file, from the repository root. */
  file: string;
  text: string;
}

/**
 * Pairs every code block of a page with its example. The comment `<!-- example: name -->` directly above the block names
 * `test/examples/name.example.ts`. The block contains the lines between `// #region readme` and `// #endregion`.
 */
export function pairExamples(root: string, file: string, page: MarkdownPage) {
  const pairs: ExampleBlock[] = [];
  const problems: Problem[] = [];
  for (const block of page.codeBlocks.filter(({ language }) => CODE_LANGUAGES.has(language))) {
    const name = /^example: ([\w-]+)$/.exec(block.comment ?? "")?.[1];
    const example = `${EXAMPLE_FOLDER}/${name}${EXAMPLE_FILE}`;
    if (name === undefined) {
      problems.push({
        file,
        line: block.line,
        rule: `this ${block.language} block belongs to no example, so no test runs it`,
        fix: `put it into ${EXAMPLE_FOLDER}/<name>${EXAMPLE_FILE} and write \`<!-- example: <name> -->\` directly above the block`,
      });
    } else if (!existsSync(join(root, example))) {
      const rule = `there is no ${example}`;
      problems.push({ file, line: block.line, rule, fix: "add it, or correct the name" });
    } else {
      const region = readRegion(root, example);
      if (typeof region === "string") pairs.push({ block, file: example, text: region });
      else problems.push(region);
    }
  }
  return { pairs, problems };
}

/** Examples with a region that no page shows. */
export function findUnshownExamples(root: string, shown: ReadonlySet<string>): Problem[] {
  return examplesWithRegion(root)
    .filter((file) => !shown.has(file))
    .map((file) => ({
      file,
      line: 1,
      rule: "no page shows this example",
      fix: `show it, or remove the \`${REGION_START}\` marks`,
    }));
}

/** The page, with the current text of each example. */
export function writeExamples(text: string, pairs: readonly ExampleBlock[]): string {
  let written = text;
  for (const { block, text: example } of [...pairs].sort((a, b) => b.block.start - a.block.start)) {
    const margin = " ".repeat(block.indent);
    const lines = [`\`\`\`${block.language}`, ...example.split("\n"), "```"];
    const shown = lines.map((line, row) => (row === 0 || line === "" ? line : margin + line)).join("\n");
    written = written.slice(0, block.start) + shown + written.slice(block.end);
  }
  return written;
}

function examplesWithRegion(root: string): string[] {
  if (!existsSync(join(root, EXAMPLE_FOLDER))) return [];
  return readdirSync(join(root, EXAMPLE_FOLDER))
    .filter((name) => name.endsWith(EXAMPLE_FILE))
    .map((name) => `${EXAMPLE_FOLDER}/${name}`)
    .filter((file) => readFileSync(join(root, file), "utf8").includes(REGION_START));
}

/** The lines between the marks without their common indentation. */
function readRegion(root: string, file: string): string | Problem {
  const lines = readFileSync(join(root, file), "utf8").split("\n");
  const starts = lines.flatMap((line, row) => (line.trim() === REGION_START ? [row] : []));
  const [start] = starts;
  const end = lines.findIndex((line, row) => row > (start ?? 0) && line.trim() === REGION_END);
  if (start === undefined || starts.length > 1 || end === -1) {
    return {
      file,
      line: (start ?? 0) + 1,
      rule: "an example must have exactly one region",
      fix: `put \`${REGION_START}\` above and \`${REGION_END}\` below the lines that the page shows`,
    };
  }
  const inside = lines.slice(start + 1, end);
  const indents = inside.filter((line) => line.trim() !== "").map((line) => line.search(/\S/));
  const margin = Math.min(...indents);
  return inside
    .map((line) => line.slice(margin))
    .join("\n")
    .trim();
}
