export { canonicalizePrompt } from "./canonicalize-prompt.js";
export { contentWords } from "./content-words.js";
export { type DetectedLanguage, detectLanguage, detectLanguageOfWords } from "./detect-language.js";
export type { Script } from "./detect-script.js";
export { foldCharacters } from "./fold-characters.js";
export type { Language } from "./languages.js";
export { normalizeText } from "./normalize-text.js";
export { responseFingerprint } from "./response-fingerprint.js";
export { decodeWordHashes, encodeWordHashes, wordHashes } from "./word-hashes.js";
