import type { JsonValue } from "../cache/question/index.js";
import { isEmpty, type JsonObject, objectsOf, textOf, without } from "./read-json.js";

/** A text, or anything else that a message consists of. */
export type Part = string | JsonObject;

export interface Content {
  readonly parts: readonly Part[];
  /** Parts that call a tool or hold what a tool said. */
  readonly calls: readonly JsonObject[];
}

/** How a format writes the parts of a message, which say their kind in `type`. */
export interface PartRules {
  /** Kinds that are a text. */
  readonly texts: readonly string[];
  /** Kinds that are neither text nor calls. All others are calls. Without it, no part is a call. */
  readonly spoken?: readonly string[];
  /** What of a part can change an answer. */
  readonly clean: (part: JsonObject) => JsonObject;
}

/**
 * The parts of a message. A string is the same as one part with this text.
 * @throws Refusal `malformed`.
 */
export function readContent(content: JsonValue | undefined, { texts, spoken, clean }: PartRules): Content {
  if (typeof content === "string") return { parts: [content], calls: [] };
  const parts: Part[] = [];
  const calls: JsonObject[] = [];
  for (const part of objectsOf(content).map(clean)) {
    const type = textOf(part.type);
    if (texts.includes(type)) {
      parts.push(...textParts(without(part, "type")));
      continue;
    }
    parts.push(part);
    if (spoken !== undefined && !spoken.includes(type)) calls.push(part);
  }
  return { parts, calls };
}

/** A text, and what else its part says: citations, a signature … */
export function textParts({ text, ...rest }: JsonObject): readonly Part[] {
  return isEmpty(rest) ? [textOf(text)] : [textOf(text), { ofText: rest }];
}
