/** `error`: data is or can be lost, or the server can be crashed; `warning`: it will hurt sooner or later; `notice`: worth knowing. */
export type Severity = "error" | "warning" | "notice";

/** A problem that was found on a server, or in the data on it. */
export interface Finding {
  /** Stable name, for example `eviction-drops-indexes`. The guide lists all. */
  readonly id: string;
  readonly severity: Severity;
  /** What is wrong, and what follows from it. */
  readonly cause: string;
  /** What was seen: settings, figures, names of keys. Never vectors, prompts or answers. */
  readonly evidence: string;
  /** What to do. */
  readonly remedy: string;
}

/** At most this many names stand in one evidence. */
const MOST_NAMES = 5;

/** Names for an evidence: the first ones, and how many more there are. */
export function namesText(names: readonly string[]): string {
  const more = names.length - MOST_NAMES;
  return `${names.slice(0, MOST_NAMES).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}
