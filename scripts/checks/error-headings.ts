import type { MarkdownPage } from "./markdown.js";
import type { Problem } from "./problem.js";

/** The stable codes, and whether retrying the same call can help. */
export type ErrorCodes = Readonly<Record<string, { readonly retryable: boolean }>>;

/** Checks that the page has exactly one heading for each error code, no heading for another code, and correct `Retryable` lines. */
export function checkErrorHeadings(
  file: string,
  text: string,
  page: MarkdownPage,
  codes: ErrorCodes,
): Problem[] {
  const problems: Problem[] = [];
  const documented = new Set<string>();
  const lines = text.split("\n");
  for (const [place, heading] of page.headings.entries()) {
    const code = /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*/.exec(heading.text)?.[0];
    if (code === undefined) continue;
    documented.add(code);
    const known = Object.hasOwn(codes, code) ? codes[code] : undefined;
    // A capitalised word without an underscore may be something else, such as a command name.
    if (known === undefined && !code.includes("_")) continue;
    const at = { file, line: heading.line };
    if (known === undefined) {
      const fix = "remove the heading, or use a code of src/errors/codes.ts";
      problems.push({ ...at, rule: `there is no error code ${code}`, fix });
      continue;
    }
    const section = lines.slice(heading.line, (page.headings[place + 1]?.line ?? lines.length + 1) - 1);
    const line = `- Retryable: ${known.retryable ? "yes" : "no"}`;
    if (section.includes(line)) continue;
    problems.push({
      ...at,
      rule: `the section of ${code} lacks its Retryable line`,
      fix: `add the line "${line}"`,
    });
  }
  for (const code of Object.keys(codes).filter((one) => !documented.has(one))) {
    problems.push({
      file,
      line: 1,
      rule: `the error code ${code} has no heading`,
      fix: `add a heading \`${code}\` with cause, remedy and whether a retry can help`,
    });
  }
  return problems;
}
