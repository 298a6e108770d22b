import { evenlySpaced } from "./corpus/choose-passages.js";
import type { Passage } from "./corpus/document.js";

/**
 * Questions that the documentation of common development packages answers. They were selected by trial, because the bundled
 * model is small and answers other questions poorly.
 */
const PREPARED = [
  "How are items removed from a least recently used cache?",
  "How do I retry an operation that failed, with exponential backoff?",
  "How can I cancel a fetch request with an AbortController?",
  "How do I find a free TCP port?",
  "How can I show several progress bars at once?",
  "How do I sign a message with a secret key?",
];

/** Questions for a corpus: the user's own, or the prepared ones, or some headings if the corpus is a user's folder. */
export function chooseQuestions(
  own: readonly string[],
  passages: readonly Passage[],
  isInstalledPackages: boolean,
): readonly string[] {
  if (own.length > 0) return own;
  if (isInstalledPackages) return PREPARED;
  const titles = passages.map(({ section, text }) => section.split(" › ").at(-1) || text.slice(0, 80));
  const prose = titles.filter((title) => /^[\p{L}\s,'’?-]+$/u.test(title));
  return evenlySpaced([...new Set(prose.length > 0 ? prose : titles)], PREPARED.length);
}
