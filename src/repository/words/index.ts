export { bm25, wordWeight } from "./bm25.js";
export { CollectionWords } from "./collection-words.js";
export { type Fusion, fuse, type Ranking } from "./fuse.js";
export { DocumentRanking, type RankedDocument } from "./rank-documents.js";
export { loadStemmer } from "./stemmers.js";
export { stemsOf } from "./stems-of.js";
export { WORDS_FUNCTION } from "./words.lua.js";
