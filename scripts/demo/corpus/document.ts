/** One text file of the corpus. */
export interface TextDocument {
  /** Path below the corpus root with `/`, for example `undici/docs/docs/api/Client.md`. */
  readonly source: string;
  /** Name of the package that ships the file, or of the folder that holds it. */
  readonly package: string;
  /** Version of the package; empty for a folder of one's own. */
  readonly version: string;
  readonly text: string;
}

/** What the demo embeds, stores and finds again. */
export interface Passage {
  /** `<source>#<n>`, n counting the passages of one file from 1. */
  readonly id: string;
  readonly package: string;
  readonly version: string;
  readonly source: string;
  /** Headings above the passage, outermost first, joined by ` › `; empty when there are none. */
  readonly section: string;
  /**
   * What is embedded, shown and stored. The headings are not embedded with it: tried on twenty questions, headings that
   * are questions themselves drew all questions to them.
   */
  readonly text: string;
}
