export { canonicalizePrompt } from "./canonicalize-prompt.js";
export { type DetectedLanguage, detectLanguageOfWords, languageVotes, mostVoted } from "./detect-language.js";
export { fnv1a } from "./fnv1a.js";
export { foldCharacters } from "./fold-characters.js";
export { functionWordsOf, type Language } from "./languages.js";
export { responseFingerprint } from "./response-fingerprint.js";
export { decodeWordHashes, encodeWordHashes, wordHashes } from "./word-hashes.js";
export { wordSet } from "./words.js";
