/** What a model was trained to find before a text, by what the text is for. `""`: nothing. */
export interface TextPrefixes {
  /** Before a question that looks for stored texts, such as `"query: "`. */
  readonly question: string;
  /** Before a stored text that questions look for, such as `"passage: "`. */
  readonly text: string;
  /** Before both sides when texts of one kind are compared, as a semantic cache compares questions with questions. */
  readonly similarity: string;
}
