import type { Turn } from "./conversation.js";
import { refuse } from "./refusal.js";

/** What LangChain writes before the text of a message. */
const MARK = /(?<![^\n])(System|Human|AI|Tool|Function): /g;
/** `AI: ` with the calls of tools behind the text: their JSON, as LangChain writes it. */
const TOOL_CALLS = /[[{]"(?:name|args|arguments|id|type)":/;
/** An image, a file or the like: LangChain writes only its kind. A word between brackets that somebody typed looks the same. */
const HIDDEN = /\[[a-z]{3,}(?:[ _-][a-z]+)*\]/;
/** Up to 0.3, LangChain wrote a message with an image or a file as JSON. */
const LISTED = /^\[\s*\{\s*"type":/;

export interface FlatPrompt {
  readonly turns: readonly Turn[];
  /** Text before the first mark. `null` if the prompt has no mark at all: it is then one text. */
  readonly before: string | null;
}

/**
 * The turns of a prompt that LangChain made one text of. A message can contain a line that looks like the next message, so this
 * is a guess. But only what follows the last mark is ever the question, and everything before it matches exactly. So a
 * wrong guess costs hits, and no two prompts become the same.
 *
 * @throws Refusal `agent-turn`, `hidden-content`.
 */
export function turnsOfPrompt(prompt: string): FlatPrompt {
  const marks = [...prompt.matchAll(MARK)];
  const [first] = marks;
  if (first === undefined) return { turns: [userTurn(prompt)], before: null };
  const turns = marks.map((mark, place) => {
    const next = marks[place + 1];
    // The line end before the next mark belongs to neither.
    return turnOf(mark[1], prompt.slice(mark.index + mark[0].length, next && next.index - 1));
  });
  return { turns, before: prompt.slice(0, first.index) };
}

function turnOf(mark: string | undefined, text: string): Turn {
  switch (mark) {
    case "System":
      return { role: "system", parts: [text] };
    case "Human":
      return userTurn(text);
    case "AI":
      if (HIDDEN.test(text)) refuse("hidden-content");
      return { role: "assistant", parts: [text], calls: TOOL_CALLS.test(text) ? [text] : [] };
    default:
      return { role: "tool", parts: [text], fields: { mark: mark ?? "" } };
  }
}

function userTurn(text: string): Turn {
  if (HIDDEN.test(text) || LISTED.test(text)) refuse("hidden-content");
  return { role: "user", parts: [text] };
}
