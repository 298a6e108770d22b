import { type Comparison, contradictionByKind, type Fact, shareKind } from "./reading/comparison.js";

type CodeKind = "address" | "version" | "flag" | "identifier";

/** In lower case. */
export type CodeFact = Fact<CodeKind>;

export interface CodeSpan extends CodeFact {
  readonly start: number;
  readonly end: number;
}

/** A text without any of these has no code. */
const HINT = /[`@_/\\]|::|\p{L}\.\p{L}|\d\.\d+\.\d|\bv\d|--|(?:^|\s)-\p{L}|\p{Ll}\p{Lu}/u;
/** In this order: a URL holds dots, a file name is dotted. */
const PATTERN =
  /(?<address>\bhttps?:\/\/[^\s<>"')]+|\bwww\.[^\s<>"')]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+)|`(?<quoted>[^`\n]+)`|(?<version>\bv\d+(?:\.\d+)*\b|\b(?!\d{1,2}\.\d{1,2}\.\d{4}\b)\d+\.\d+\.\d+(?:[-+.][\w.]+)?\b)|(?<=^|\s)(?<flag>--?[A-Za-z][\w-]*)|(?<identifier>\b[A-Za-z_$][\w$]*(?:(?:\.|::|\\|\/)[A-Za-z_$][\w$]*)+|\b\w*[A-Za-z\d]_\w+|\b[A-Za-z]*[a-z]+[A-Z]\w*)/gu;
/** `and/or`, `he/she`, `e.g.`, `p.m`: joined words of prose. */
const PROSE = /^(?:[a-z]{1,3}[./][a-z]{1,3}|[a-z]+\/[a-z]+)$/i;
const BARE_VERSION = /^v/;

/** Identifiers (camelCase, snake_case, dotted and slashed paths, file names, `code`), flags, versions, URLs, e-mail addresses. */
export function extractCode(text: string): CodeSpan[] {
  if (!HINT.test(text)) return [];
  const spans: CodeSpan[] = [];
  for (const match of text.matchAll(PATTERN)) {
    const { address, quoted, version, flag, identifier } = match.groups ?? {};
    const [kind, found]: [CodeKind, string] =
      address !== undefined
        ? ["address", address.replace(/^https?:\/\/(?:www\.)?|[/.,;:?!]+$/gu, "")]
        : version !== undefined
          ? ["version", version]
          : flag !== undefined
            ? ["flag", flag]
            : ["identifier", quoted ?? identifier ?? ""];
    if (quoted === undefined && kind === "identifier" && PROSE.test(found)) continue;
    const lower = found.toLowerCase();
    const value = kind === "version" ? lower.replace(BARE_VERSION, "") : lower;
    spans.push({ kind, value, start: match.index, end: match.index + match[0].length });
  }
  return spans;
}

/** Both texts have such a thing of one kind, and each has one that does not occur in the other. */
export function compareCode(
  query: { code: readonly CodeFact[]; lowerText: string },
  entry: { code: readonly CodeFact[]; lowerText: string },
): Comparison {
  // An identifier may be written without marks elsewhere. A version or a flag may be a part of another one by chance.
  const missingIn = (text: string, facts: readonly CodeFact[]) =>
    facts.filter(({ kind, value }) => kind !== "identifier" || !text.includes(value));
  const found = contradictionByKind(
    missingIn(entry.lowerText, query.code),
    missingIn(query.lowerText, entry.code),
  );
  return found ?? (shareKind(query.code, entry.code) ? "pass" : "not-applicable");
}
