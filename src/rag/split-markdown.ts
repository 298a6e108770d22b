import { OctavecError } from "../errors/index.js";

const DEFAULT_MAX_CHARACTERS = 1_000;

export interface SplitOptions {
  /** Most UTF-16 units of a chunk, 100 to 100,000. Default 1,000. */
  readonly maxCharacters?: number | undefined;
}

/**
 * Splits Markdown or plain text into chunks. A chunk ends at a heading, and within a section between paragraphs, sentences or
 * words, in this order. It begins with the headings above it, because a passage is hard to find without them. Sizes are in
 * characters, not in tokens: four characters are about one token of English.
 *
 * @throws OctavecError `INVALID_ARGUMENT`.
 */
export function splitMarkdown(
  text: string,
  { maxCharacters = DEFAULT_MAX_CHARACTERS }: SplitOptions = {},
): string[] {
  if (typeof text !== "string") throw new OctavecError("INVALID_ARGUMENT", "splitMarkdown: expected a text.");
  if (!Number.isInteger(maxCharacters) || maxCharacters < 100 || maxCharacters > 100_000) {
    throw new OctavecError(
      "INVALID_ARGUMENT",
      "splitMarkdown: maxCharacters: expected a whole number from 100 to 100,000.",
    );
  }
  return sectionsOf(text).flatMap(({ headings, body }) => {
    // Half of a chunk at most, so that there is room for text.
    const title = headings.join(" › ").slice(0, Math.floor(maxCharacters / 2));
    const prefix = title === "" ? "" : `${title}\n`;
    return packed(body, maxCharacters - prefix.length).map((piece) => prefix + piece);
  });
}

interface Section {
  readonly headings: readonly string[];
  readonly body: string;
}

/** The text under each heading, up to the next one. Lines in fenced code are no headings. */
function sectionsOf(text: string): Section[] {
  const sections: Section[] = [];
  let path: { depth: number; title: string }[] = [];
  let lines: string[] = [];
  let fence: string | undefined;
  const close = () => {
    const body = lines.join("\n").trim();
    if (body !== "") sections.push({ headings: path.map(({ title }) => title), body });
    lines = [];
  };
  for (const line of text.split(/\r?\n/)) {
    const [, mark] = /^ {0,3}(```+|~~~+)/.exec(line) ?? [];
    if (mark !== undefined && fence === undefined) fence = mark;
    else if (mark !== undefined && fence !== undefined && mark.startsWith(fence)) fence = undefined;
    const [, marks, title] = /^(#{1,6})\s+(.+?)\s*#*$/.exec(line) ?? [];
    if (fence !== undefined || marks === undefined || title === undefined) {
      lines.push(line);
      continue;
    }
    close();
    path = [...path.filter(({ depth }) => depth < marks.length), { depth: marks.length, title }];
  }
  close();
  return sections;
}

/** Joins pieces as long as they fit. A piece that is too long is split at the next finer border. */
function packed(text: string, limit: number, borders: readonly RegExp[] = BORDERS): string[] {
  if (text.length <= limit) return text.trim() === "" ? [] : [text.trim()];
  const [border, ...finer] = borders;
  if (border === undefined) return cut(text.trim(), limit);
  const chunks: string[] = [];
  let open = "";
  const close = () => {
    chunks.push(...packed(open, limit, finer));
    open = "";
  };
  for (const piece of text.split(border)) {
    if (open !== "" && open.length + piece.trimEnd().length > limit) close();
    open += piece;
  }
  close();
  return chunks;
}

/** Between paragraphs, lines, sentences and words. What separates two pieces stays at the end of the first. */
const BORDERS = [/(?<=\n\s*\n)/, /(?<=\n)/, /(?<=[.!?…。]\s)/, /(?<=\s)/];

/** No pair of surrogates is split. */
function cut(text: string, limit: number): string[] {
  const pieces: string[] = [];
  for (let at = 0; at < text.length; ) {
    const isSplitPair = /[\uD800-\uDBFF]/.test(text.charAt(at + limit - 1));
    const end = at + (isSplitPair ? limit - 1 : limit);
    pieces.push(text.slice(at, end));
    at = end;
  }
  return pieces;
}
