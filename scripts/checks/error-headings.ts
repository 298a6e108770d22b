import type { MarkdownPage } from "./markdown.js";
import type { Problem } from "./problem.js";

/** Checks that the page has one heading for each error code, and none for a code that does not exist. */
export function checkErrorHeadings(
  file: string,
  page: MarkdownPage,
  errorCodes: readonly string[],
): Problem[] {
  const problems: Problem[] = [];
  const documented = new Set<string>();
  for (const { text, line } of page.headings) {
    const code = /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*/.exec(text)?.[0];
    if (code === undefined) continue;
    documented.add(code);
    // A capital word without an underscore may be something else, such as the name of a command.
    if (!code.includes("_") || errorCodes.includes(code)) continue;
    problems.push({
      file,
      line,
      rule: `there is no error code ${code}`,
      mend: "remove the heading, or correct it after src/errors/codes.ts",
    });
  }
  for (const code of errorCodes.filter((one) => !documented.has(one))) {
    problems.push({
      file,
      line: 1,
      rule: `the error code ${code} has no heading`,
      mend: `add a heading \`${code}\` with cause, remedy and whether repeating helps`,
    });
  }
  return problems;
}
