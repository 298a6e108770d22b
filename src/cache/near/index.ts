export { MinHash, type MinHashOptions } from "./min-hash.js";
export { type NearCandidate, NearIndex, type NearIndexOptions } from "./near-index.js";
export type { SignatureScheme } from "./signature-scheme.js";
export { SimHash, type SimHashOptions, simHashDistance } from "./sim-hash.js";
