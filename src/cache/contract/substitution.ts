/** 32-bit hashes of two words, the smaller one first. */
export type WordPair = readonly [number, number];

/** The only two words in which a question and a stored one differ. Holds no words. */
export interface Substitution {
  /** The entry whose question has the other word. */
  readonly entryId: string;
  readonly answerId: string;
  readonly words: WordPair;
  /** 32-bit hash of the words that both questions share, so that one question counts once, however often it is asked. */
  readonly context: number;
}

/** What a policy has learned about words. */
export interface LearnedWords {
  /** Whether a question keeps its answer if one of these words takes the other's place; undefined while that is not known. */
  mayExchange(words: WordPair): boolean | undefined;
}
