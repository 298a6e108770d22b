import type { Examination } from "../../doctor/index.js";
import { wholeText } from "../terminal/figures.js";

/** The report as text for people. */
export function formatExamination({ version, findings, collections, caches, skipped }: Examination): string {
  const lines = [
    `Redis ${version}: ${wholeText(collections)} collections and ${wholeText(caches)} caches looked at.`,
    ...findings.flatMap(({ id, severity, cause, evidence, remedy }) => [
      "",
      `${severity.toUpperCase()} ${id}`,
      `  ${cause}`,
      `  Seen:   ${evidence}`,
      `  Remedy: ${remedy}`,
    ]),
    "",
    ...skipped.map(({ check, reason }) => `Not looked at: ${check}, because ${reason}`),
    findings.length === 0 ? "Nothing was found." : `${findings.length} findings.`,
  ];
  // Names of keys come from the server and must not break lines or control the terminal.
  return lines.map((line) => line.replace(/\p{Cc}/gu, "·")).join("\n");
}
