import { foldCharacters, foldLineEnds } from "./fold-characters.js";

/** A line that opens a fence; one with a further backtick (```` ```x``` ````) is code within the line. */
const FENCE = /^\s*(?:(`{3,})[^`]*|(~{3,}).*)$/u;
/** For `split`: the parts are text and code in turn. */
const AROUND_INLINE_CODE = /(`[^`\n]+`)/u;

/**
 * One form for texts that read the same: characters are folded by {@link foldCharacters}; several blanks within a line
 * become one; blanks at line ends are removed; several blank lines become one; blank lines at both ends are removed. Line ends
 * and the indentation of later lines stay, because they matter in lists, tables and code without a fence. Text in a fence (```
 * or ~~~) or between backticks stays as it is, except for its line ends. Idempotent. Linear in the length.
 */
export function normalizeText(text: string): string {
  const lines: string[] = [];
  let fence: string | undefined;
  for (const raw of foldLineEnds(text).split("\n")) {
    if (fence !== undefined) {
      lines.push(raw);
      if (closes(raw, fence)) fence = undefined;
      continue;
    }
    const line = normalizeLine(raw);
    fence = openingFence(line);
    if (line !== "" || lines.at(-1) !== "") lines.push(line);
  }
  if (fence === undefined) while (lines.at(-1) === "") lines.pop();
  while (lines[0] === "") lines.shift();
  if (!lines.slice(1).some((line) => line.startsWith(" "))) lines[0] = (lines[0] ?? "").trimStart();
  return lines.join("\n");
}

/** True when the text holds code that {@link normalizeText} leaves as it is. */
export function holdsCode(text: string): boolean {
  return text.includes("`") ? /```|`[^`\n]+`/u.test(text) : text.includes("~~~");
}

function normalizeLine(raw: string): string {
  if (!raw.includes("`")) return collapse(foldCharacters(raw)).trimEnd();
  return raw
    .split(AROUND_INLINE_CODE)
    .map((part, i) => {
      if (i % 2 === 1) return part;
      return i === 0 ? collapse(foldCharacters(part)) : foldCharacters(part).replace(/ {2,}/gu, " ");
    })
    .join("")
    .trimEnd();
}

/** Runs of blanks to one blank, except at the start of the line. */
function collapse(part: string): string {
  return part.replace(/(?<=\S) {2,}/gu, " ");
}

function openingFence(line: string): string | undefined {
  const match = FENCE.exec(line);
  return match?.[1] ?? match?.[2];
}

/** A fence is closed by at least as many of the same characters, alone on the line. */
function closes(line: string, fence: string): boolean {
  const trimmed = line.trim();
  return trimmed.length >= fence.length && trimmed === fence.charAt(0).repeat(trimmed.length);
}
