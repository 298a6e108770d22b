import { existsSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { type MarkdownPage, parseMarkdown } from "./markdown.js";
import type { Problem } from "./problem.js";

/** Finds links of a page to files and headings that do not exist in this repository. It fetches nothing. */
export function checkLinks(root: string, file: string, page: MarkdownPage): Problem[] {
  return page.links.flatMap(({ url, line }) => {
    if (/^[a-z][a-z0-9+.-]*:/i.test(url) || url.startsWith("//")) return [];
    const [path = "", anchor] = decodeURI(url).split("#");
    const target = path === "" ? file : posix.join(posix.dirname(file), path);
    const problem = (rule: string, fix: string) => [{ file, line, rule, fix }];

    if (target.startsWith("..") || posix.isAbsolute(path)) {
      return problem(`the link ${url} leads out of the repository`, "link a file inside, or a full address");
    }
    if (!existsSync(join(root, target)))
      return problem(`there is no ${target}`, "correct the link or add the file");
    if (!anchor || !target.endsWith(".md")) return [];
    const { anchors } = target === file ? page : parseMarkdown(readFileSync(join(root, target), "utf8"));
    if (anchors.has(anchor)) return [];
    return problem(`${target} has no heading #${anchor}`, "correct the part after #, or the heading");
  });
}
