import type { CacheEntry, StructuredAnswer } from "../../contract/index.js";
import { textOfAnswer } from "../../contract/index.js";

/**
 * The field `r` of an entry is the text of the answer. If it begins with this character, the next one says what follows: `0` a text
 * that itself begins with the character, `1` a {@link StructuredAnswer} as JSON. Any other is the format of a later version.
 */
const MARK = "\0";
const TEXT = "0";
const STRUCTURED = "1";

type Response = Pick<CacheEntry, "response" | "structured">;

export function encodeResponse({ response, structured }: Response): string {
  if (structured !== undefined) return MARK + STRUCTURED + JSON.stringify(structured);
  return response.startsWith(MARK) ? MARK + TEXT + response : response;
}

/** Undefined for the format of a later version. */
export function decodeResponse(stored: string): Response | "corrupt" | undefined {
  if (!stored.startsWith(MARK)) return { response: stored };
  const body = stored.slice(2);
  if (stored[1] === TEXT) return { response: body };
  if (stored[1] !== STRUCTURED) return undefined;
  const structured = parseStructured(body);
  return structured === undefined ? "corrupt" : { response: textOfAnswer(structured), structured };
}

/** Nothing in the result can be changed, because callers share it with the memory tier. */
function parseStructured(text: string): StructuredAnswer | undefined {
  try {
    const value: unknown = JSON.parse(text);
    freezeDeeply(value);
    return isStructured(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The reviver of `JSON.parse` could do the same in four times the time. */
function freezeDeeply(value: unknown): void {
  if (typeof value !== "object" || value === null) return;
  for (const member of Object.values(value)) freezeDeeply(member);
  Object.freeze(value);
}

function isStructured(value: unknown): value is StructuredAnswer {
  return (
    typeof value === "object" &&
    value !== null &&
    "content" in value &&
    Array.isArray(value.content) &&
    value.content.every((part: unknown) => typeof part === "object" && part !== null && "type" in part)
  );
}
