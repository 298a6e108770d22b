import { readFileSync } from "node:fs";
import { join } from "node:path";
import { checkLinks } from "./doc-links.js";
import { parseMarkdown } from "./markdown.js";
import type { Problem } from "./problem.js";

/** A page, a compose file or a script that code or a declaration names, with its path from the root of the package. */
const NAMED_FILE = /(?<![\w@./:-])(?:[\w-]+\/)*[\w-]+(?:\.[\w-]+)*\.(?:md|ya?ml|sh)\b/g;
const SOURCE_MAP = /\/\/# sourceMappingURL=/;

/**
 * What leads nowhere for people who only installed the package: links of its pages, files that its messages and doc comments
 * name, and source maps.
 *
 * @param home - The unpacked package.
 * @param files - Paths of all its files.
 */
export function checkPackedNames(home: string, files: readonly string[]): Problem[] {
  const read = (file: string) => readFileSync(join(home, file), "utf8");
  const links = files
    .filter((file) => file.endsWith(".md"))
    .flatMap((file) => checkLinks(home, file, parseMarkdown(read(file))));
  const names = files
    .filter((file) => /\.(js|d\.ts)$/.test(file))
    .flatMap((file) => findNames(file, read(file), files));
  return [...links, ...names].map(({ rule, ...place }) => ({ ...place, rule: `in the package: ${rule}` }));
}

function findNames(file: string, text: string, files: readonly string[]): Problem[] {
  return text.split("\n").flatMap((content, row) => {
    const problem = (rule: string, fix: string): Problem => ({ file, line: row + 1, rule, fix });
    const missing = (content.match(NAMED_FILE) ?? []).filter(
      (name) => !files.includes(name.replace(/^node_modules\/octavec\//, "")),
    );
    return [
      ...missing.map((name) =>
        problem(
          `${name} is named, but not there`,
          "write the path from the package's root, or ship the file",
        ),
      ),
      ...(SOURCE_MAP.test(content)
        ? [problem("a source map is named", "ship it with its sources, or leave it out")]
        : []),
    ];
  });
}
