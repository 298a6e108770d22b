/** One text file of the corpus. */
export interface TextDocument {
  /** Path with `/` from the root of the corpus, for example `undici/docs/docs/api/Client.md`. */
  readonly source: string;
  /** Name of the package or folder that contains the file. */
  readonly package: string;
  /** Version of the package; empty for a user's folder. */
  readonly version: string;
  readonly text: string;
}

/** A part of a document, which is embedded and stored as one element. */
export interface Passage {
  /** `<source>#<n>`, where n is the number of the passage in its file, from 1. */
  readonly id: string;
  readonly package: string;
  readonly version: string;
  readonly source: string;
  /** Headings above the passage, outermost first, joined by ` › `. May be empty. */
  readonly section: string;
  /**
   * The text that is embedded, shown and stored. It lacks the headings: in a trial with twenty questions, headings that are
   * questions attracted all questions.
   */
  readonly text: string;
}
